package io.nodeward.secrets.kube;

import io.nodeward.secrets.kube.HttpConnection.Answer;
import io.nodeward.secrets.kube.KubeException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** A {@link KubeApi} over {@link HttpConnection}s. */
final class HttpKubeApi implements KubeApi {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** API servers close a connection after 90 s without a request. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Kubeconfig config;
    private final URI server;
    private final String path;
    private final String name;
    private final String headers;
    private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<HttpConnection> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HttpKubeApi(Kubeconfig config, URI server, @Nullable String tlsServerName) {
        this.config = config;
        this.server = server;
        this.path = server.getRawPath().replaceFirst("/+$", "");
        this.name = tlsServerName != null ? tlsServerName : server.getHost();
        StringBuilder headers =
                new StringBuilder("\r\nHost: ").append(server.getRawAuthority()).append("\r\nUser-Agent: nodeward\r\n");
        config.impersonation()
                .headers()
                .forEach((header) -> headers.append(header).append("\r\n"));
        this.headers = headers.toString();
    }

    @Override
    public URI server() {
        return server;
    }

    @Override
    public <T> T send(KubeRequest request, Reader<T> reader) throws KubeException, InterruptedException {
        byte[] bytes = bytes(request);
        HttpConnection connection = null;
        try {
            connection = idle();
            while (connection != null) {
                try {
                    return use(connection, bytes, request, reader);
                } catch (UnansweredException e) {
                    if (!request.method().isRepeatable()
                            || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    connection = idle(); // closed by the server while nobody used it
                }
            }
            connection = open(request.timeout());
            return use(connection, bytes, request, reader);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw KubeFailures.of(e, server, name, request, closed);
        }
    }

    @Override
    public void close() {
        closed = true;
        busy.forEach(HttpConnection::close);
        closeIdle();
    }

    @Override
    public void closeIdle() {
        for (HttpConnection it = idle.poll(); it != null; it = idle.poll()) {
            it.close();
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }

    private <T> T use(HttpConnection connection, byte[] bytes, KubeRequest request, Reader<T> reader)
            throws IOException, KubeException {
        busy.add(connection);
        boolean reusable = false;
        try {
            Answer answer;
            try {
                answer = connection.send(bytes, request.timeout());
            } catch (IOException e) {
                throw connection.wasUsed() ? new UnansweredException(e) : e;
            }
            if (answer.status() >= 300) {
                KubeException failure = KubeFailures.of(answer, server, request);
                reusable = connection.finish();
                throw failure;
            }
            T result = reader.read(answer.body());
            reusable = connection.finish();
            return result;
        } finally {
            busy.remove(connection);
            if (reusable && !closed) {
                idle.push(connection);
                if (closed) {
                    close(); // it came too late to be closed by the other thread
                }
            } else {
                connection.close();
            }
        }
    }

    private @Nullable HttpConnection idle() {
        for (HttpConnection it = idle.poll(); it != null; it = idle.poll()) {
            if (!it.idleLongerThan(IDLE)) {
                return it;
            }
            it.close();
        }
        return null;
    }

    private HttpConnection open(Duration timeout) throws IOException, KubeException {
        if (closed) {
            throw new KubeException(Kind.UNREACHABLE, "the connection to " + server + " was closed");
        }
        return HttpConnection.open(
                server, name, config.tls(), config.proxy(), timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT);
    }

    private byte[] bytes(KubeRequest request) throws KubeException {
        StringBuilder text = new StringBuilder(512)
                .append(request.method())
                .append(' ')
                .append(path)
                .append(request.path())
                .append(" HTTP/1.1")
                .append(headers)
                .append("Accept: ")
                .append(request.accept())
                .append("\r\n");
        Token token = config.token();
        if (token != null) {
            text.append("Authorization: Bearer ").append(token.value()).append("\r\n");
        }
        String body = request.body();
        if (body == null) {
            return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = text.append("Content-Type: ")
                .append(request.contentType())
                .append("\r\nContent-Length: ")
                .append(content.length)
                .append("\r\n\r\n")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[head.length + content.length]; // one record of TLS
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        return whole;
    }

    /** A connection that had served before broke before an answer came. */
    private static final class UnansweredException extends IOException {
        private static final long serialVersionUID = 1;

        UnansweredException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
