package io.nodeward.secrets.kube;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.NodeTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people are told, and that connections go on after what happens to servers. */
@Live
@Timeout(60)
class KubeApiLiveTest {
    private static final KubeRequest VERSION = KubeRequest.get("/version");

    private static ApiServer server;
    private static NodeTree tree;

    @BeforeAll
    static void start(ApiServer apiServer, NodeTree controlPlane) {
        server = apiServer;
        tree = controlPlane;
    }

    @Test
    void connectionsAreKeptAndOpenedAgainAfterARestart() throws Exception {
        try (KubeApi api = Kubeconfig.read(server.kubeconfig()).open()) {
            assertThat(api.json(VERSION).path("gitVersion").asText()).isEqualTo("v1.36.3");
            server.restart();
            assertThat(api.json(VERSION).path("gitVersion").asText()).isEqualTo("v1.36.3");
        }
    }

    @Test
    void aCaOfAnotherClusterIsNotTrusted() throws Exception {
        String other =
                Base64.getEncoder().encodeToString(Files.readAllBytes(tree.path("/etc/kubernetes/pki/etcd/ca.crt")));
        Path file = TestKubeconfig.write(
                tree.path("/etc/other.conf"),
                "    server: " + server.url() + "\n    certificate-authority-data: " + other + "\n",
                "    token: x\n");
        refused(file, Kind.SERVER_NOT_TRUSTED, "is not signed by the CA of the kubeconfig");
    }

    @Test
    void aCertificateForOtherNamesIsNotTrusted() throws Exception {
        String server = "    server: " + KubeApiLiveTest.server.url() + "\n    tls-server-name: ";
        String token = "    token: " + TestKubeconfig.token(KubeApiLiveTest.server, "named") + "\n";
        Path wrong = TestKubeconfig.write(KubeApiLiveTest.server, "wrong", server + "other.example.com\n", token);
        refused(wrong, Kind.SERVER_NOT_TRUSTED, "is not for other.example.com\n  use an address that it is for");
        Path right = TestKubeconfig.write(KubeApiLiveTest.server, "right", server + "kubernetes.default\n", token);
        try (KubeApi api = Kubeconfig.read(right).open()) {
            assertThat(api.json(VERSION).path("gitVersion").asText()).isEqualTo("v1.36.3");
        }
    }

    @Test
    void unknownCredentialsAreRefused() throws Exception {
        Path file =
                TestKubeconfig.write(server, "unknown", "    server: " + server.url() + "\n", "    token: s3cr3t\n");
        try (KubeApi api = Kubeconfig.read(file).open()) {
            assertThatThrownBy(() -> api.json(KubeRequest.get("/api/v1/secrets")))
                    .isInstanceOfSatisfying(KubeException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNAUTHENTICATED);
                        assertThat(e.getMessage()).doesNotContain("s3cr3t");
                    });
        }
    }

    @Test
    void rightsThatLackAreNamed() throws Exception {
        try (KubeApi api = Kubeconfig.read(TestKubeconfig.serviceAccount(server, "no-rights", ""))
                .open()) {
            assertThatThrownBy(() -> api.json(KubeRequest.get("/api/v1/secrets")))
                    .isInstanceOfSatisfying(KubeException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN);
                        assertThat(e).hasMessageContaining("cannot list resource \"secrets\" in API group \"\"");
                    });
        }
    }

    @Test
    void whatIsNotThereIsToldApart() throws Exception {
        try (KubeApi api = Kubeconfig.read(server.kubeconfig()).open()) {
            assertThatThrownBy(() -> api.json(KubeRequest.get("/api/v1/namespaces/default/secrets/none")))
                    .isInstanceOfSatisfying(
                            KubeException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
            assertThatThrownBy(() -> api.json(KubeRequest.get("/apis/example.com/v1/things/none")))
                    .isInstanceOfSatisfying(
                            KubeException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_SERVED));
        }
    }

    @Test
    void aServerThatIsSilentIsGivenUpInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
                KubeApi api = Kubeconfig.read(server.kubeconfig())
                        .open(URI.create("https://127.0.0.1:" + silent.getLocalPort()))) {
            assertThatThrownBy(() -> api.json(VERSION.within(Duration.ofSeconds(1))))
                    .isInstanceOf(KubeException.class)
                    .hasMessageContaining("did not answer GET /version within 1 s");

            FutureTask<Void> waiting = new FutureTask<>(() -> {
                api.json(VERSION);
                return null;
            });
            Thread thread = Thread.ofPlatform().start(waiting);
            Thread.sleep(200);
            thread.interrupt();
            thread.join(1000);
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void somethingElseThanAnApiServerIsSaidToBeThat() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
                KubeApi api = Kubeconfig.read(server.kubeconfig())
                        .open(URI.create("https://127.0.0.1:" + plain.getLocalPort()))) {
            Thread.ofVirtual().start(() -> {
                try (var socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> api.json(VERSION)).hasMessageContaining("does not speak TLS");
        }
    }

    private static void refused(Path file, Kind kind, String told) throws Exception {
        try (KubeApi api = Kubeconfig.read(file).open()) {
            assertThatThrownBy(() -> api.json(VERSION)).isInstanceOfSatisfying(KubeException.class, e -> {
                assertThat(e.kind()).isEqualTo(kind);
                assertThat(e).hasMessageContaining(told);
            });
        }
    }
}
