package io.nodeward.hostprobes.cloud;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A metadata service that speaks HTTP over a real socket; no cloud's can run here. */
final class FakeMetadata implements AutoCloseable {

    /** What it says to a request. */
    interface Rules {
        /** @param headers by lower-case name */
        String answer(String method, String path, Map<String, String> headers);
    }

    static final String OK = "HTTP/1.1 200 OK\r\n\r\nSECRET-BODY";
    static final String REFUSED = "HTTP/1.1 401 Unauthorized\r\n\r\n";
    static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\n\r\n";

    private final ServerSocket server;
    private final Rules rules;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** Made by the calling thread, in whose network namespace it is. */
    FakeMetadata(String address, int port, Rules rules) throws IOException {
        this.rules = rules;
        server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        Thread thread = new Thread(this::serve, "fake metadata");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Method and path of each request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String first = in.readLine();
                if (first == null) {
                    continue;
                }
                Map<String, String> headers = new TreeMap<>();
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    int colon = line.indexOf(':');
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                String[] words = first.split(" ", -1);
                requests.add(words[0] + " " + words[1]);
                socket.getOutputStream()
                        .write(rules.answer(words[0], words[1], headers).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // one asker less
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** Amazon's: with or without the old interface, and a role or none. */
    static Rules aws(boolean old, boolean role) {
        return (method, path, headers) -> {
            if (method.equals("PUT")) {
                boolean proper = path.equals("/latest/api/token")
                        && "60".equals(headers.get("x-aws-ec2-metadata-token-ttl-seconds"));
                return proper
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nTOKEN==1"
                        : "HTTP/1.1 400 Bad Request\r\n\r\n";
            }
            if (!old && !"TOKEN==1".equals(headers.get("x-aws-ec2-metadata-token"))) {
                return REFUSED;
            }
            return switch (path) {
                case "/latest/meta-data/", "/latest/user-data" -> OK;
                case "/latest/meta-data/iam/security-credentials/" -> role ? OK : NOT_FOUND;
                default -> NOT_FOUND;
            };
        };
    }
}
