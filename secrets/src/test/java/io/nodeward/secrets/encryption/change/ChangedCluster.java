package io.nodeward.secrets.encryption.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.journal.History;
import io.nodeward.journal.Journal;
import io.nodeward.journal.JournalListener;
import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.Summary;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionConfigReader;
import io.nodeward.secrets.encryption.escrow.Escrow;
import io.nodeward.secrets.encryption.proof.Proof;
import io.nodeward.secrets.encryption.proof.ProofRequest;
import io.nodeward.secrets.encryption.proof.Wanted;
import io.nodeward.secrets.encryption.rewrite.Limits;
import io.nodeward.secrets.encryption.rewrite.Progress;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.etcd.EtcdConnection;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.Kubeconfig;
import io.nodeward.testbed.ApiServer;
import io.nodeward.testbed.Etcd;
import io.nodeward.testbed.Testbed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** API servers on one etcd, all with one encryption configuration that says plain text at first, and what changes it. */
final class ChangedCluster implements AutoCloseable {

    static final String PLAIN = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources: [{resources: [secrets], providers: [{identity: {}}]}]
            """;

    final List<ApiServer> servers = new ArrayList<>();
    private final List<KubeApi> apis = new ArrayList<>();
    private final EtcdCluster etcd;
    private final Path file;
    private final Path state;

    private ChangedCluster(Path directory, EtcdCluster etcd) {
        this.etcd = etcd;
        this.file = directory.resolve("encryption/config.yaml");
        this.state = directory.resolve("state");
    }

    static ChangedCluster start(Testbed bed, int servers) throws Exception {
        Etcd etcd = bed.etcd();
        ChangedCluster cluster = new ChangedCluster(
                bed.directory(),
                EtcdCluster.open(
                        EtcdConnection.of(List.of(etcd.url()), etcd.ca(), etcd.clientCertificate(), etcd.clientKey())));
        Files.createDirectories(cluster.file.getParent());
        Files.writeString(cluster.file, PLAIN);
        for (int i = 0; i < servers; i++) {
            ApiServer server = bed.apiServer(bed.controlPlane(), etcd)
                    .encryption(cluster.file)
                    .flag("encryption-provider-config-automatic-reload", "true")
                    .start();
            cluster.servers.add(server);
            cluster.apis.add(Kubeconfig.read(server.kubeconfig()).open());
        }
        return cluster;
    }

    /** Secrets in the namespace default, which exists when there are controllers only. */
    Map<String, String> createSecrets(int number) throws Exception {
        Map<String, String> secrets = new TreeMap<>();
        for (int i = 0; i < number; i++) {
            secrets.put("s" + i, "value " + i);
            apis.getFirst()
                    .json(KubeRequest.post(
                            "/api/v1/namespaces/kube-system/secrets",
                            "{\"metadata\":{\"name\":\"s" + i + "\"},\"data\":{\"v\":\""
                                    + Base64.getEncoder().encodeToString(("value " + i).getBytes(UTF_8)) + "\"}}"));
        }
        return secrets;
    }

    /** What every server reads, which has to be the same. */
    Map<String, String> secrets() throws Exception {
        Map<String, String> secrets = new TreeMap<>();
        for (KubeApi api : apis) {
            Map<String, String> read = new TreeMap<>();
            for (JsonNode item : api.json(KubeRequest.get("/api/v1/namespaces/kube-system/secrets"))
                    .get("items")) {
                read.put(
                        item.get("metadata").get("name").asText(),
                        new String(
                                Base64.getDecoder()
                                        .decode(item.get("data").get("v").asText()),
                                UTF_8));
            }
            if (!secrets.isEmpty() && !secrets.equals(read)) {
                throw new AssertionError("two API servers read different Secrets");
            }
            secrets = read;
        }
        return secrets;
    }

    /** How many Secrets are stored how. */
    Map<String, Long> providers() throws Exception {
        Map<String, Long> providers = new TreeMap<>();
        Proof.of(etcd, ProofRequest.of(List.of("secrets"), Wanted.anything()), _ -> {})
                .total()
                .forEach((way, tally) -> providers.put(way.toString(), tally.objects()));
        return providers;
    }

    EncryptionConfig file() throws Exception {
        return EncryptionConfigReader.read(Files.readAllBytes(file), file.toString());
    }

    void change(EncryptionTask task) throws Exception {
        with(JournalListener.NONE, change -> change.begin(task));
    }

    interface Work {
        void on(EncryptionChange change) throws Exception;
    }

    void with(JournalListener listener, Work work) throws Exception {
        try (StateDirectory directory = StateDirectory.open(state);
                ConfigFile config = ConfigFile.at(file)) {
            Cluster cluster = new Cluster(apis, etcd, "/registry", config, Duration.ofSeconds(150), Limits.DEFAULT);
            work.on(new EncryptionChange(
                    cluster,
                    directory,
                    Journal.open(directory, "test", listener),
                    Escrow.NONE,
                    new Told(servers),
                    Clock.systemUTC()));
        }
    }

    List<History> histories() throws Exception {
        List<History> histories = new ArrayList<>();
        try (StateDirectory directory = StateDirectory.open(state)) {
            Journal journal = Journal.open(directory, "test");
            for (Summary summary : journal.list()) {
                histories.add(journal.read(summary.id()));
            }
        }
        return histories;
    }

    /** Says in the test's output how it goes, and restarts servers that would look at their file within the next minute. */
    private record Told(List<ApiServer> servers) implements ChangeObserver {
        @Override
        public void begins(String step, String sentence) {
            System.out.println(java.time.Instant.now() + " " + step + ": " + sentence);
        }

        @Override
        public void done(String step, String sentence) {
            System.out.println(java.time.Instant.now() + " " + step + ": " + sentence);
        }

        @Override
        public void waiting(List<ServerConvergence> states) {
            for (ServerConvergence state : states) {
                System.out.println(java.time.Instant.now() + " " + state);
                if (state.state() == ServerConvergence.State.STALE) {
                    servers.stream()
                            .filter(server -> server.url().equals(state.server().toString()))
                            .forEach(ApiServer::restart);
                }
            }
        }

        @Override
        public void rewriting(Progress progress) {}

        @Override
        public void proving(long objects) {}

        @Override
        public void note(String sentence) {
            System.out.println(sentence);
        }
    }

    @Override
    public void close() {
        apis.forEach(KubeApi::close);
        etcd.close();
    }
}
