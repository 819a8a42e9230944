package io.nodeward.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A running OpenBao in development mode, which speaks Vault's API and forgets everything when it ends. */
public final class Vault {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int port = Loopback.freePorts(2); // its cluster listener takes the next one
    private final String token = "dev-" + UUID.randomUUID();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Server server;

    Vault(Testbed bed) {
        Testbed.Place place = bed.place("openbao");
        List<String> command = List.of(
                Tools.program("openbao", "bao").toString(),
                "server",
                "-dev",
                "-dev-no-store-token",
                "-dev-root-token-id=" + token,
                "-dev-listen-address=" + Loopback.ADDRESS + ":" + port);
        server = new Server(place, command, LIMIT, this::lacking);
        bed.stopAtEnd(this::stop);
    }

    /** E.g. {@code http://127.0.0.1:21234}. */
    public String address() {
        return "http://" + Loopback.ADDRESS + ":" + port;
    }

    public String rootToken() {
        return token;
    }

    /** Sends a request as root, e.g. {@code call("POST", "sys/mounts/transit", "{\"type\":\"transit\"}")}. */
    public HttpResponse<String> call(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/v1/" + path))
                .timeout(Duration.ofSeconds(10))
                .header("X-Vault-Token", token)
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new TestbedException("openbao does not answer " + method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while calling openbao", e);
        }
    }

    public Path log() {
        return server.log();
    }

    public long pid() {
        return server.pid();
    }

    public void stop() {
        server.stop();
        http.shutdownNow();
    }

    private Optional<String> lacking() {
        return Loopback.silence(port).or(() -> {
            try {
                int status = call("GET", "sys/health", "").statusCode();
                return status == 200 ? Optional.empty() : Optional.of("its health is " + status);
            } catch (TestbedException notYet) {
                return Optional.of(notYet.toString());
            }
        });
    }
}
