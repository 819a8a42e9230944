package io.nodeward.secrets.kube;

import io.nodeward.secrets.kube.KubeException.Kind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection over TLS (RFC 9112), for one request after the other. For one thread; closing is for any. */
final class HttpConnection implements AutoCloseable {
    private static final int LINE = 16 << 10;
    private static final int HEADERS = 200;

    /** What came before the body, and the body. */
    record Answer(
            int status,
            @Nullable String contentType,
            @Nullable String retryAfter,
            InputStream body) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean reusable = true;
    private @Nullable HttpBody body;
    private int used;
    private long lastUse;

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
        this.out = socket.getOutputStream();
    }

    /**
     * @param name whose certificate the server must show
     */
    static HttpConnection open(URI server, String name, ClientTls tls, @Nullable URI proxy, Duration timeout)
            throws IOException, KubeException {
        int port = server.getPort() < 0 ? 443 : server.getPort();
        String host = bare(server.getHost());
        int millis = Math.toIntExact(timeout.toMillis());
        Socket raw = proxy != null && proxy.getScheme().equals("socks5")
                ? new Socket(
                        new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(bare(proxy.getHost()), port(proxy, 1080))))
                // a channel's socket: a thread that is interrupted does not stay in it
                : SocketChannel.open().socket();
        try {
            raw.setTcpNoDelay(true);
            raw.setSoTimeout(millis);
            if (proxy != null && proxy.getScheme().equals("http")) {
                raw.connect(new InetSocketAddress(bare(proxy.getHost()), port(proxy, 80)), millis);
                tunnel(raw, proxy, server.getHost() + ":" + port);
            } else {
                InetSocketAddress address = new InetSocketAddress(host, port);
                if (address.isUnresolved()) {
                    throw new KubeException(
                            Kind.UNREACHABLE, "the name " + host + " of the API server cannot be resolved");
                }
                raw.connect(address, millis);
            }
            SSLSocket socket = (SSLSocket) tls.context().getSocketFactory().createSocket(raw, bare(name), port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new HttpConnection(socket);
        } catch (IOException | KubeException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Whether a request may have found this connection closed by the server, which did nothing then. */
    boolean wasUsed() {
        return used > 1;
    }

    boolean idleLongerThan(Duration limit) {
        return System.nanoTime() - lastUse > limit.toNanos();
    }

    /** Sends a request and returns its answer when its headers have come. */
    Answer send(byte[] request, Duration timeout) throws IOException {
        used++;
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        out.write(request);
        out.flush();
        return head(in);
    }

    /** Reads what is left of the body. Returns whether the connection can be used again. */
    boolean finish() throws IOException {
        lastUse = System.nanoTime();
        return reusable && body != null && body.skipRest();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing can be done about it, and nobody waits for it
        }
    }

    private Answer head(InputStream in) throws IOException {
        int status = status(line(in));
        while (status >= 100 && status < 200) {
            for (String line = line(in); !line.isEmpty(); line = line(in)) {}
            status = status(line(in));
        }
        long length = -1;
        boolean chunked = false;
        String contentType = null;
        String retryAfter = null;
        int count = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || ++count > HEADERS) {
                throw new MalformedAnswerException();
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).length()) { // most are none of ours: no lower-case copies of them
                case 14 -> {
                    if (is(line, "Content-Length")) {
                        length = number(value);
                    }
                }
                case 17 -> chunked |= is(line, "Transfer-Encoding") && value.equalsIgnoreCase("chunked");
                case 12 -> contentType = is(line, "Content-Type") ? value : contentType;
                case 11 -> retryAfter = is(line, "Retry-After") ? value : retryAfter;
                case 10 -> reusable &= !(is(line, "Connection") && value.equalsIgnoreCase("close"));
                default -> {}
            }
        }
        if (status == 204 || status == 304) {
            length = 0;
        }
        HttpBody body =
                chunked ? HttpBody.chunked(in) : length >= 0 ? HttpBody.ofLength(in, length) : HttpBody.rest(in);
        this.body = body;
        return new Answer(status, contentType, retryAfter, body);
    }

    private static boolean is(String line, String name) {
        return line.regionMatches(true, 0, name, 0, name.length());
    }

    private static int status(String line) throws IOException {
        if (line.startsWith("HTTP/1.") && line.length() >= 12) {
            return (int) number(line.substring(9, 12));
        }
        throw new MalformedAnswerException();
    }

    private static long number(String digits) throws IOException {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new MalformedAnswerException();
        }
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (line.length() > LINE) {
                throw new MalformedAnswerException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Asks an HTTP proxy to connect (RFC 9110, CONNECT). */
    private static void tunnel(Socket socket, URI proxy, String to) throws IOException, KubeException {
        String user = proxy.getUserInfo();
        String authorization = user == null
                ? ""
                : "Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        socket.getOutputStream()
                .write(("CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n" + authorization + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        // byte by byte: what follows belongs to TLS
        InputStream in = socket.getInputStream();
        int status = status(line(in));
        for (String line = line(in); !line.isEmpty(); line = line(in)) {}
        if (status != 200) {
            throw new KubeException(
                    Kind.UNREACHABLE,
                    "the proxy " + proxy.getHost() + " does not connect to " + to + " (status " + status + ")");
        }
    }

    /** An address of IPv6 without the brackets that it has in a URL. */
    static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI uri, int otherwise) {
        return uri.getPort() < 0 ? otherwise : uri.getPort();
    }
}
