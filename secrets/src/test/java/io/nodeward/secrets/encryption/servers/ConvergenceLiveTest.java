package io.nodeward.secrets.encryption.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.encryption.EncryptionFile;
import io.nodeward.secrets.encryption.servers.ServerConvergence.State;
import io.nodeward.secrets.encryption.servers.ServerState.KmsHealth;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.secrets.kube.TestKubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Live;
import io.nodeward.testbed.Testbed;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three API servers on one etcd, each with a file of its own that it reads when it likes. */
@Live
@Timeout(300)
class ConvergenceLiveTest {

    @Test
    void isReachedWhenTheLastServerHasLoadedExactlyThisFile(Testbed bed) throws Exception {
        List<EncryptionFile> files = new ArrayList<>();
        List<ApiServer> servers = new ArrayList<>();
        List<KubeApi> apis = new ArrayList<>();
        EncryptionFile origin =
                new EncryptionFile(bed.directory().resolve("origin")).secretbox("secrets", "one", "two");
        for (int i = 0; i < 3; i++) {
            EncryptionFile file =
                    origin.copyTo(bed.directory().resolve("e" + i)).secretbox("secrets", "one", "two");
            files.add(file);
            var builder = bed.apiServer(bed.controlPlane(), bed.etcd()).encryption(file.path());
            servers.add(
                    (i == 0 ? builder.flag("encryption-provider-config-automatic-reload", "true") : builder).start());
            apis.add(Kubeconfig.read(servers.get(i).kubeconfig()).open());
        }
        ServerState before = ServerProbe.observe(apis.getFirst());
        assertThat(before.version().minor()).isEqualTo(36);
        assertThat(before.ready()).isTrue();
        assertThat(before.metricsProblem()).isEmpty();
        assertThat(before.identityHash()).isPresent();
        assertThat(before.kmsHealth()).isEqualTo(KmsHealth.HEALTHY);
        assertThat(before.reloads().successes()).isZero();
        assertThat(before.startedAt().orElseThrow()).isBetween(Instant.now().minusSeconds(120), Instant.now());
        assertThat(ServerProbe.observe(apis.get(1)).kmsHealth()).isEqualTo(KmsHealth.ABSENT);

        Convergence old = new Convergence(apis, expected(files.getFirst()));
        assertThat(old.look()).extracting(ServerConvergence::state).containsOnly(State.LOADED);

        files.forEach(file -> file.secretbox("secrets", "two", "one"));
        Convergence convergence = new Convergence(apis, expected(files.getFirst()));
        assertThat(convergence.look()).extracting(ServerConvergence::state).containsOnly(State.STALE);
        servers.get(1).restart();
        assertThatThrownBy(() -> convergence.await(Duration.ofSeconds(1), progress -> {}))
                .isInstanceOfSatisfying(KubeException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.NOT_CONVERGED);
                    assertThat(e.getMessage())
                            .contains(servers.get(2).url() + " has loaded another configuration")
                            .doesNotContain(servers.get(1).url());
                });
        servers.get(2).stop();
        assertThat(convergence.look().get(2)).satisfies(it -> {
            assertThat(it.state()).isEqualTo(State.UNKNOWN);
            assertThat(it.reason())
                    .contains("nothing answers at " + servers.get(2).url());
        });
        servers.get(2).restart();
        List<List<ServerConvergence>> told = new ArrayList<>();
        convergence.await(Duration.ofSeconds(150), told::add); // the first one reads it by itself
        assertThat(told.getLast()).extracting(ServerConvergence::state).containsOnly(State.LOADED);
        assertThat(ServerProbe.observe(apis.getFirst()).reloads().successes()).isEqualTo(1);

        // what cannot be loaded leaves the old one, and counts
        String good = Files.readString(files.getFirst().path());
        Files.writeString(files.getFirst().path(), good.replace("secretbox", "secretbax"));
        assertThat(new Convergence(apis, expected(files.getFirst())).look())
                .extracting(ServerConvergence::state)
                .containsOnly(State.STALE);
    }

    @Test
    void twoAddressesOfOneServerAreNotTwoServers(Testbed bed) throws Exception {
        EncryptionFile file = new EncryptionFile(bed.directory().resolve("e")).secretbox("secrets", "one");
        ApiServer server = bed.apiServer(bed.controlPlane(), bed.etcd())
                .encryption(file.path())
                .start();
        Kubeconfig config = Kubeconfig.read(server.kubeconfig());
        int port = URI.create(server.url()).getPort();
        Kubeconfig named = Kubeconfig.read(TestKubeconfig.write(
                server,
                "named",
                "    server: " + server.url() + "\n    tls-server-name: kubernetes\n",
                "    token: " + token(server) + "\n"));
        try (KubeApi one = config.open();
                KubeApi other = named.open(URI.create("https://localhost:" + port))) {
            assertThat(new Convergence(List.of(one, other), expected(file)).look())
                    .extracting(ServerConvergence::state)
                    .containsOnly(State.UNKNOWN);
            assertThat(new Convergence(List.of(one), expected(file)).look())
                    .extracting(ServerConvergence::state)
                    .containsOnly(State.LOADED);
        }
    }

    @Test
    void serversThatWereLeftOutAreNamed(Testbed bed) throws Exception {
        EncryptionFile file = new EncryptionFile(bed.directory().resolve("e")).secretbox("secrets", "one");
        ApiServer server = bed.apiServer(bed.controlPlane(), bed.etcd())
                .encryption(file.path())
                .start();
        try (KubeApi api = Kubeconfig.read(server.kubeconfig()).open()) {
            List<ServerState> asked = List.of(ServerProbe.observe(api));
            Discovery alone = awaitLease(api);
            assertThat(alone.leases()).hasSize(1);
            assertThat(alone.leases().getFirst().hash())
                    .isEqualTo(asked.getFirst().identityHash().orElseThrow());
            assertThat(alone.leftOut(asked, Instant.now())).isEmpty();

            api.json(KubeRequest.post("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases", """
                    {"kind": "Lease", "apiVersion": "coordination.k8s.io/v1",
                     "metadata": {"name": "apiserver-other", "labels": {
                       "apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": "cp-2"}},
                     "spec": {"holderIdentity": "apiserver-other_1", "leaseDurationSeconds": 3600,
                       "renewTime": "%s"}}""".formatted(
                            Instant.now().minusSeconds(600).toString().substring(0, 19) + ".000000Z")));
            assertThat(Discovery.of(api).leftOut(asked, Instant.now()))
                    .singleElement()
                    .asString()
                    .contains("host cp-2")
                    .contains("no sign of life since");

            server.kubectl("--namespace=kube-system", "delete", "lease", "apiserver-other");
            api.json(KubeRequest.post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", """
                    {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "addressType": "IPv4",
                     "metadata": {"name": "kubernetes", "labels": {"kubernetes.io/service-name": "kubernetes"}},
                     "ports": [{"name": "https", "port": 6443, "protocol": "TCP"}],
                     "endpoints": [{"addresses": ["10.0.0.1"]}, {"addresses": ["10.0.0.2"]}]}"""));
            Discovery found = Discovery.of(api);
            assertThat(found.endpoints())
                    .containsExactly(URI.create("https://10.0.0.1:6443"), URI.create("https://10.0.0.2:6443"));
            assertThat(found.leftOut(asked, Instant.now())).hasSize(2);
        }
    }

    @Test
    void withoutRightsMetricsAreUnknown(Testbed bed) throws Exception {
        ApiServer server = bed.apiServer();
        try (KubeApi api = Kubeconfig.read(TestKubeconfig.serviceAccount(server, "nobody", ""))
                        .open();
                KubeApi admin = Kubeconfig.read(server.kubeconfig()).open()) {
            ServerState state = ServerProbe.observe(api);
            assertThat(state.metricsProblem().orElseThrow()).contains("cannot get path \"/metrics\"");
            ExpectedConfig any = ExpectedConfig.of(new byte[] {1}, Instant.now());
            assertThat(new Convergence(List.of(api), any).look().getFirst().state())
                    .isEqualTo(State.UNKNOWN);
            // one without encryption does not tell
            assertThat(new Convergence(List.of(admin), any).look().getFirst()).satisfies(it -> {
                assertThat(it.state()).isEqualTo(State.UNKNOWN);
                assertThat(it.reason()).contains("without --encryption-provider-config");
            });
        }
    }

    private static Discovery awaitLease(KubeApi api) throws Exception {
        Discovery discovery = Discovery.of(api);
        for (int i = 0; discovery.leases().isEmpty() && i < 100; i++) {
            Thread.sleep(100);
            discovery = Discovery.of(api);
        }
        return discovery;
    }

    private static ExpectedConfig expected(EncryptionFile file) throws Exception {
        return ExpectedConfig.of(
                Files.readAllBytes(file.path()),
                Files.getLastModifiedTime(file.path()).toInstant());
    }

    private static String token(ApiServer server) {
        String token = TestKubeconfig.token(server, "admin");
        server.kubectl(
                "create",
                "clusterrolebinding",
                "admin",
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:admin");
        return token;
    }
}
