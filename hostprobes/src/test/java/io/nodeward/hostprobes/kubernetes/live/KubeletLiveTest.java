package io.nodeward.hostprobes.kubernetes.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpHandler;
import io.nodeward.hostprobes.HostFacts;
import io.nodeward.hostprobes.Reading;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Running kubelets are asked with the node's own certificates, and believed by theirs. */
class KubeletLiveTest {

    private static final String ANONYMOUS = "authentication.anonymous.enabled";

    @TempDir
    Path directory;

    private TestNode node;

    /** What the kubelet's own code makes of {@code config.yaml}, as it serves it. */
    private static String answer(int port) throws IOException {
        return resource("configz-1.36.json").replace("\"port\":10250", "\"port\":" + port);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(KubeletLiveTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @BeforeEach
    void aNode() throws IOException {
        node = new TestNode(directory, resource("config.yaml"));
    }

    private void listensOn(int port) throws IOException {
        node.write("/var/lib/kubelet/config.yaml", resource("config.yaml") + "port: " + port + "\n");
    }

    private Group kubelet() throws IOException {
        return kubelet(LiveAccess.granted());
    }

    private Group kubelet(LiveAccess access) throws IOException {
        try (HostRoot root = HostRoot.open(directory)) {
            HostFacts facts = Reading.read(root, access);
            assertThat(facts.errors()).isEmpty();
            Many kubelets = (Many) Objects.requireNonNull(facts.facts().get("kubelets"));
            assertThat(kubelets.items()).hasSize(1);
            assertThat(Schema.builtIn().mismatches(facts.facts()))
                    .filteredOn(mismatch -> mismatch.contains("live"))
                    .isEmpty();
            return (Group) kubelets.items().getFirst().node();
        }
    }

    private static Node at(Group kubelet, String path) {
        return Objects.requireNonNull(RunningConfig.at(kubelet, path), path);
    }

    private static Object value(Group kubelet, String path) {
        assertThat(at(kubelet, path)).as(path).isInstanceOf(Known.class);
        return ((Known) at(kubelet, path)).value();
    }

    private static List<String> drift(Group kubelet) {
        assertThat(at(kubelet, "drift")).isInstanceOf(Many.class);
        return ((Many) at(kubelet, "drift"))
                .items().stream()
                        .map(item -> (Group) item.node())
                        .map(entry -> value(entry, "setting") + ": " + value(entry, "running") + ", not "
                                + value(entry, "persisted"))
                        .toList();
    }

    private static void tellsNothing(Group kubelet, boolean asked, String reason) {
        assertThat(value(kubelet, "live.asked")).as(reason).isEqualTo(asked);
        assertThat(value(kubelet, "live.answered")).as(reason).isEqualTo(false);
        assertThat((String) value(kubelet, "live.reason")).contains(reason);
        // what the files say is still there
        assertThat(value(kubelet, "config." + ANONYMOUS)).isEqualTo(false);
        assertThat(((Known) at(kubelet, "config." + ANONYMOUS)).source()).startsWith("/var/lib/kubelet/config.yaml:");
    }

    @Test
    void whatRunsIsWhatTheFilesSay() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, exchange -> {
            int port = exchange.getLocalAddress().getPort();
            KubeletServer.only(node.client, answer(port)).handle(exchange);
        })) {
            listensOn(server.port());
            Group kubelet = kubelet();
            assertThat(value(kubelet, "live.reason"))
                    .isEqualTo("asked with the kubelet's client certificate"
                            + " (/var/lib/kubelet/pki/kubelet-client-current.pem)");
            assertThat(value(kubelet, "live.asked")).isEqualTo(true);
            assertThat(value(kubelet, "live.answered")).isEqualTo(true);
            assertThat(drift(kubelet)).isEmpty();
            // the place where it can be changed
            assertThat(((Known) at(kubelet, "config." + ANONYMOUS)).source())
                    .startsWith("/var/lib/kubelet/config.yaml:");
            // the kubelet's own certificate was named by nobody
            assertThat(value(kubelet, "config.tlsCertFile")).isEqualTo("");
            assertThat(server.requests()).containsExactly("GET /configz");
            assertThat(server.shown()).hasSize(1).first().matches(node.client::is);
        }
    }

    @Test
    void aFileThatWasEditedIsNotWhatRuns() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, exchange -> {
            String running = answer(exchange.getLocalAddress().getPort())
                    .replace("\"anonymous\":{\"enabled\":false}", "\"anonymous\":{\"enabled\":true}")
                    .replace(
                            "\"streamingConnectionIdleTimeout\":\"4h0m0s\"",
                            "\"streamingConnectionIdleTimeout\":\"5m0s\"")
                    .replace("\"rotateCertificates\":true,", "\"tlsMinVersion\":\"VersionTLS13\",")
                    .replace("/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/old-ca.crt")
                    .replace("\"RotateKubeletServerCertificate\":true", "\"AllAlpha\":true");
            KubeletServer.says(200, running).handle(exchange);
        })) {
            listensOn(server.port());
            Group kubelet = kubelet();
            String url = "https://127.0.0.1:" + server.port() + "/configz";
            Known anonymous = (Known) at(kubelet, "config." + ANONYMOUS);
            assertThat(anonymous.value()).isEqualTo(true);
            assertThat(anonymous.source()).isEqualTo(url);
            assertThat(anonymous.overrode()).containsExactly(new Overridden(false, "/var/lib/kubelet/config.yaml:4"));
            assertThat(value(kubelet, "config.streamingConnectionIdleTimeout")).isEqualTo(Duration.ofMinutes(5));
            // what is not in the answer is Go's zero
            assertThat(value(kubelet, "config.rotateCertificates")).isEqualTo(false);
            assertThat(drift(kubelet))
                    .containsExactlyInAnyOrder(
                            "authentication.anonymous.enabled: true, not false",
                            "authentication.x509.clientCAFile: /etc/kubernetes/pki/old-ca.crt, not"
                                    + " /etc/kubernetes/pki/ca.crt",
                            "streamingConnectionIdleTimeout: PT5M, not PT4H",
                            "rotateCertificates: false, not true",
                            "tlsMinVersion: VersionTLS13, not ",
                            "featureGates: {AllAlpha=true}, not {RotateKubeletServerCertificate=true}");
            // and what follows from settings
            assertThat(value(kubelet, "flag.anonymous_auth")).isEqualTo(true);
            assertThat(value(kubelet, "tls.min_version")).isEqualTo("1.3");
            assertThat(value(kubelet, "client_ca.exists")).isEqualTo(false);
            assertThat(value(kubelet, "gates").toString()).isEqualTo("{AllAlpha=true}");
            // flags that are no settings stay as they are given
            assertThat(value(kubelet, "flag.kubeconfig")).isEqualTo("/etc/kubernetes/kubelet.conf");
        }
    }

    @Test
    void aFileThatCannotBeReadDoesNotHideWhatRuns() throws IOException {
        try (KubeletServer server = KubeletServer.start(
                node.serving,
                exchange -> KubeletServer.says(
                                200, answer(exchange.getLocalAddress().getPort()))
                        .handle(exchange))) {
            node.write("/var/lib/kubelet/config.yaml", "port: [\n");
            node.write("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet\n");
            node.kubeletWith("--config=/var/lib/kubelet/config.yaml", "--port=" + server.port());
            Group kubelet = kubelet();
            assertThat(value(kubelet, "live.answered")).isEqualTo(true);
            assertThat(value(kubelet, "config." + ANONYMOUS)).isEqualTo(false);
            assertThat(value(kubelet, "config.authorization.mode")).isEqualTo("Webhook");
        }
    }

    @Test
    void credentialsInItsAnswerAreNotShown() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, exchange -> {
            String running = answer(exchange.getLocalAddress().getPort())
                    .replace(
                            "\"podLogsDir\":",
                            "\"staticPodURL\":\"https://user:hunter2@pods.example/a?token=hunter2\","
                                    + "\"staticPodURLHeader\":{\"Authorization\":[\"hunter2\"]},\"podLogsDir\":");
            KubeletServer.says(200, running).handle(exchange);
        })) {
            node.write(
                    "/var/lib/kubelet/config.yaml",
                    resource("config.yaml") + "port: " + server.port()
                            + "\nstaticPodURL: https://user:hunter2@pods.example/b\n"
                            + "staticPodURLHeader: {Authorization: [hunter2]}\n");
            Group kubelet = kubelet();
            assertThat(value(kubelet, "live.answered")).isEqualTo(true);
            assertThat(drift(kubelet))
                    .containsExactly("staticPodURL: https://***@pods.example/a?***, not https://***@pods.example/b");
            assertThat(everything(kubelet)).contains("pods.example").doesNotContain("hunter2");
        }
    }

    /** All values, sources and what they overrode. */
    private static String everything(Node node) {
        return switch (node) {
            case Group group -> {
                StringBuilder all = new StringBuilder();
                for (String name : group.names()) {
                    Node child = group.get(name);
                    all.append(child == null ? "" : everything(child));
                }
                yield all.toString();
            }
            case Many many ->
                many.items().stream()
                        .map(item -> item.key() + everything(item.node()))
                        .reduce(many.source(), String::concat);
            default -> node + "\n";
        };
    }

    @Test
    void withoutAnAnswerAnEditOfTheFilesCannotBeRuledOut() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, KubeletServer.says(403, ""))) {
            listensOn(server.port());
            Unknown drift = (Unknown) at(kubelet(), "drift");
            assertThat(drift.reason())
                    .isEqualTo("whether the files are those that it started with is not known: a copy does not show"
                            + " what its files were then");
            assertThat(drift.expected()).isFalse();
        }
        try (HostRoot root = HostRoot.open(directory)) {
            Unknown drift = (Unknown) at(kubelet(LiveAccess.of(root, () -> false)), "drift");
            assertThat(drift.expected()).isTrue();
        }
        // a difference that can be seen is one all the same
        node.kubeletWith("--config=/var/lib/kubelet/config.yaml", "--read-only-port=10255");
        try (HostRoot root = HostRoot.open(directory)) {
            assertThat(drift(kubelet(LiveAccess.of(root, () -> false)))).containsExactly("readOnlyPort: 10255, not 0");
        }
    }

    @Test
    void onAControlPlaneNodeTheApiServersCertificateIsTriedNext() throws IOException {
        node.apiServer();
        try (KubeletServer server = KubeletServer.start(
                node.serving,
                exchange -> KubeletServer.only(
                                node.apiserver,
                                answer(exchange.getLocalAddress().getPort()))
                        .handle(exchange))) {
            listensOn(server.port());
            Group kubelet = kubelet();
            assertThat(value(kubelet, "live.reason"))
                    .isEqualTo("asked with the API server's client certificate for kubelets"
                            + " (/etc/kubernetes/pki/apiserver-kubelet-client.crt)");
            assertThat(server.requests()).containsExactly("GET /configz", "GET /configz");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whoIsNotLetInSaysSo(int status) throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, KubeletServer.says(status, "no"))) {
            listensOn(server.port());
            tellsNothing(
                    kubelet(),
                    true,
                    "answers the kubelet's client certificate (/var/lib/kubelet/pki/kubelet-client-current.pem)"
                            + " with status " + status);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aServerWithAnotherCertificateHearsNothing() throws IOException {
        // of the cluster's CA, but of another node; and a client's; and of another CA for this node
        List<Authority.Issued> wrong = List.of(
                new Authority("x").server("CN=n1@1700000000"),
                node.cluster.server("CN=system:node:n2,O=system:nodes"),
                node.cluster.client(TestNode.NAME),
                new Authority("kubernetes").server(TestNode.NAME));
        for (Authority.Issued certificate : wrong) {
            try (KubeletServer server = KubeletServer.start(certificate, KubeletServer.says(200, "{}"))) {
                listensOn(server.port());
                tellsNothing(
                        kubelet(),
                        true,
                        "is not believed: it presents neither the certificate that its configuration names"
                                + " (/var/lib/kubelet/pki/kubelet.crt) nor one of the cluster's CA for this node");
                assertThat(server.requests()).isEmpty();
                assertThat(server.shown()).isEmpty();
            }
        }
    }

    @Test
    void aCertificateOfTheClustersOwnForThisNodeIsBelieved() throws IOException {
        Authority.Issued issued = node.cluster.server(TestNode.NAME);
        try (KubeletServer server = KubeletServer.start(
                issued,
                exchange -> KubeletServer.says(
                                200, answer(exchange.getLocalAddress().getPort()))
                        .handle(exchange))) {
            listensOn(server.port());
            assertThat(value(kubelet(), "live.answered")).isEqualTo(true);
        }
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        listensOn(port);
        tellsNothing(kubelet(), true, "takes no connection at 127.0.0.1:" + port);
    }

    @Test
    void aServerThatTakesTheConnectionAndSaysNothing() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            listensOn(socket.getLocalPort());
            long start = System.nanoTime();
            tellsNothing(kubelet(), true, "did not answer within 3 seconds");
            assertThat(seconds(start)).isCloseTo(3, within(1.5));
        }
    }

    @Test
    void aServerThatIsSlow() throws IOException {
        slow(exchange -> {
            sleep(6000);
            KubeletServer.says(200, "{}").handle(exchange);
        });
        slow(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 60; i++) {
                    out.write(' ');
                    out.flush();
                    sleep(100);
                }
            }
        });
    }

    private void slow(HttpHandler handler) throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, handler)) {
            listensOn(server.port());
            long start = System.nanoTime();
            tellsNothing(kubelet(), true, "did not answer within 3 seconds");
            assertThat(seconds(start)).isCloseTo(3, within(1.5));
        }
    }

    @Test
    void anAnswerWithoutEnd() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[64 << 10];
            Arrays.fill(block, (byte) ' ');
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 10_000; i++) {
                    out.write(block);
                }
            }
        })) {
            listensOn(server.port());
            tellsNothing(kubelet(), true, "answers with more than 4 MiB");
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (KubeletServer other = KubeletServer.start(node.serving, KubeletServer.says(200, "{}"));
                KubeletServer server = KubeletServer.start(node.serving, exchange -> {
                    exchange.getResponseHeaders().add("Location", "https://127.0.0.1:" + other.port() + "/configz");
                    exchange.sendResponseHeaders(307, -1);
                    exchange.close();
                })) {
            listensOn(server.port());
            tellsNothing(kubelet(), true, "answers with a redirect (status 307), which is not followed");
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void garbage() throws IOException {
        for (String text :
                List.of("", "ok", "{", "[]", "{}", "{\"kubeletconfig\": null}", "{\"kubeletconfig\": {\"port\": 1}}")) {
            try (KubeletServer server = KubeletServer.start(node.serving, KubeletServer.says(200, text))) {
                listensOn(server.port());
                tellsNothing(kubelet(), true, "answers with something that is no ");
            }
        }
    }

    @Test
    void valuesOfTheWrongTypeAreNotTaken() throws IOException {
        try (KubeletServer server = KubeletServer.start(
                node.serving,
                exchange -> KubeletServer.says(
                                200,
                                answer(exchange.getLocalAddress().getPort())
                                        .replace("\"maxPods\":110", "\"maxPods\":\"110\"")
                                        .replace("\"anonymous\":{\"enabled\":false}", "\"anonymous\":{}"))
                        .handle(exchange))) {
            listensOn(server.port());
            Group kubelet = kubelet();
            assertThat(((Unknown) at(kubelet, "config.maxPods")).reason())
                    .isEqualTo("has a value of the wrong type in the kubelet's own answer");
            assertThat(((Unknown) at(kubelet, "config." + ANONYMOUS)).reason())
                    .isEqualTo("is missing in the kubelet's own answer");
            assertThat(value(kubelet, "config.authorization.mode")).isEqualTo("Webhook");
        }
    }

    @Test
    void plainHttp() throws IOException {
        // as Go's server answers what it does not understand
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.ofVirtual().start(() -> {
                try (Socket client = socket.accept()) {
                    client.getInputStream().readNBytes(100);
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            listensOn(socket.getLocalPort());
            tellsNothing(kubelet(), true, "does not speak TLS as it should");
            assertThat(server.isAlive()).isFalse();
        }
        try (KubeletServer server = KubeletServer.plain(KubeletServer.says(200, "{}"))) {
            listensOn(server.port());
            tellsNothing(kubelet(), true, "");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void everyFormOfKeyOpens() throws IOException {
        try (KubeletServer server = KubeletServer.start(
                node.serving,
                exchange -> KubeletServer.says(
                                200, answer(exchange.getLocalAddress().getPort()))
                        .handle(exchange))) {
            listensOn(server.port());
            node.delete("/var/lib/kubelet/pki/kubelet-client-current.pem");
            for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
                Authority.Issued issued = node.cluster.issue(TestNode.NAME, KeyPurposeId.id_kp_clientAuth, algorithm);
                List<String> forms =
                        algorithm.equals("Ed25519") ? List.of(issued.pkcs8()) : List.of(issued.pkcs8(), issued.old());
                for (String form : forms) {
                    node.kubeconfig(issued.certificate(), form);
                    Group kubelet = kubelet();
                    assertThat(value(kubelet, "live.reason"))
                            .as(algorithm)
                            .isEqualTo("asked with the kubelet's client certificate (/etc/kubernetes/kubelet.conf)");
                    assertThat(server.shown()).last().matches(issued::is);
                }
            }
        }
    }

    @Test
    void withoutACertificateOfTheNodeNobodyIsAsked() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, KubeletServer.says(200, "{}"))) {
            listensOn(server.port());
            node.delete("/var/lib/kubelet/pki/kubelet-client-current.pem");
            tellsNothing(
                    kubelet(),
                    false,
                    "no client certificate of this node can be used: /var/lib/kubelet/pki/kubelet-client-current.pem");
            // an administrator's, which would open everything, is left alone
            node.write("/etc/kubernetes/admin.conf", "x");
            node.write(
                    "/etc/kubernetes/kubelet.conf",
                    "current-context: c\ncontexts: [{name: c, context: {user: u}}]\nusers: [{name: u, user: {token: t}}]\n");
            tellsNothing(kubelet(), false, "/etc/kubernetes/kubelet.conf gives its user no client-certificate");
            node.write("/etc/kubernetes/kubelet.conf", node.apiserver.pkcs8());
            tellsNothing(kubelet(), false, "/etc/kubernetes/kubelet.conf");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void onlyAddressesOfThisHostAreAsked() throws IOException {
        // TEST-NET-1, and a name
        for (String address : List.of("192.0.2.1", "2001:db8::1")) {
            node.write(
                    "/var/lib/kubelet/config.yaml",
                    resource("config.yaml").replace("address: 127.0.0.1", "address: \"" + address + "\""));
            tellsNothing(kubelet(), false, "is not asked: " + address + " is not an address of this host");
        }
    }

    @Test
    void aWildcardIsAskedAtLoopback() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, KubeletServer.says(403, ""))) {
            node.write(
                    "/var/lib/kubelet/config.yaml",
                    resource("config.yaml").replace("address: 127.0.0.1", "address: 0.0.0.0") + "port: " + server.port()
                            + "\n");
            tellsNothing(kubelet(), true, "with status 403");
        }
    }

    @Test
    void aKubeletInsideAContainerIsNotAsked() throws IOException {
        node.kubelet("0::/system.slice/docker-0123456789abcdef.scope/system.slice/kubelet.service");
        try (HostRoot root = HostRoot.open(directory)) {
            Many kubelets = (Many) Objects.requireNonNull(
                    Reading.read(root, LiveAccess.granted()).facts().get("kubelets"));
            for (Many.Item item : kubelets.items()) {
                assertThat((String) value((Group) item.node(), "live.reason")).contains("inside a container");
            }
            assertThat(kubelets.items()).hasSize(1);
        }
    }

    @Test
    void withoutLeaveNothingIsAsked() throws IOException {
        try (KubeletServer server = KubeletServer.start(node.serving, KubeletServer.says(200, "{}"));
                HostRoot root = HostRoot.open(directory)) {
            listensOn(server.port());
            tellsNothing(kubelet(LiveAccess.of(root, () -> false)), false, "is not the root of the running host");
            assertThat(server.requests()).isEmpty();
            assertThat(server.shown()).isEmpty();
        }
        try (HostRoot live = HostRoot.open(Path.of("/"))) {
            tellsNothing(kubelet(LiveAccess.of(live, () -> true)), false, "--offline was given");
        }
    }

    @Test
    void aStoppedKubeletIsNotAsked() throws IOException {
        Files.delete(directory.resolve("proc/812/cmdline"));
        tellsNothing(kubelet(), false, "does not run");
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
