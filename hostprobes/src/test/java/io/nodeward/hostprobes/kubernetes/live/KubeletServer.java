package io.nodeward.hostprobes.kubernetes.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Stands for a kubelet's API on loopback: TLS, client certificates wanted, and an answer of the test's choice. */
final class KubeletServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "kubelet of a test");
        thread.setDaemon(true);
        return thread;
    });
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<byte[]> shown;

    private KubeletServer(HttpServer server, List<byte[]> shown, HttpHandler handler) {
        this.server = server;
        this.shown = shown;
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            handler.handle(exchange);
        });
        server.start();
    }

    /** Speaks TLS with a certificate. */
    static KubeletServer start(Authority.Issued certificate, HttpHandler handler) throws IOException {
        HttpsServer https = HttpsServer.create(loopback(), 0);
        List<byte[]> shown = Collections.synchronizedList(new ArrayList<>());
        SSLContext context;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(certificate.managers(), new TrustManager[] {new Anyone(shown)}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        return new KubeletServer(https, shown, handler);
    }

    /** Speaks no TLS. */
    static KubeletServer plain(HttpHandler handler) throws IOException {
        return new KubeletServer(HttpServer.create(loopback(), 0), List.of(), handler);
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Requests that came through: method and path. */
    List<String> requests() {
        return requests;
    }

    /** Client certificates that came with a handshake. */
    List<byte[]> shown() {
        return shown;
    }

    static HttpHandler says(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    /** Lets one client in and nobody else. */
    static HttpHandler only(Authority.Issued client, String body) {
        HttpHandler good = says(200, body);
        HttpHandler bad = says(403, "Forbidden (user=system:node:n1, verb=get, resource=nodes, subresource=proxy)");
        return exchange -> (client.is(certificate(exchange)) ? good : bad).handle(exchange);
    }

    private static byte[] certificate(HttpExchange exchange) {
        try {
            return ((HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerCertificates()[0]
                    .getEncoded();
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Takes every client and remembers it; who is let in is decided later, as the kubelet does it. */
    private static final class Anyone extends X509ExtendedTrustManager {
        private final List<byte[]> shown;

        Anyone(List<byte[]> shown) {
            this.shown = shown;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            try {
                shown.add(chain[0].getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
