package io.nodeward.secrets.encryption.change;

import io.nodeward.journal.Journal;
import io.nodeward.journal.JournalListener;
import io.nodeward.journal.StateDirectory;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.secrets.encryption.escrow.Escrow;
import io.nodeward.secrets.encryption.rewrite.Limits;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.etcd.EtcdConnection;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.Kubeconfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that changes encryption and dies without a farewell once so many records of it are on the disk. */
final class KilledChange {

    /** What a shell says of a process that got SIGKILL. */
    static final int KILLED = 137;

    private KilledChange() {}

    public static void main(String[] args) throws Exception {
        int records = Integer.parseInt(args[0]);
        Kubeconfig kubeconfig = Kubeconfig.read(Path.of(args[1]));
        List<KubeApi> servers = new ArrayList<>();
        for (String url : args[2].split(",")) {
            servers.add(kubeconfig.open(URI.create(url)));
        }
        AtomicInteger seen = new AtomicInteger();
        JournalListener listener = _ -> {
            if (seen.incrementAndGet() == records) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
        try (EtcdCluster etcd = EtcdCluster.open(
                        EtcdConnection.of(List.of(args[3]), Path.of(args[4]), Path.of(args[5]), Path.of(args[6])));
                ConfigFile config = ConfigFile.at(Path.of(args[7]));
                StateDirectory state = StateDirectory.open(Path.of(args[8]))) {
            Journal journal = Journal.open(state, "test", listener);
            EncryptionChange change = new EncryptionChange(
                    new Cluster(
                            servers,
                            etcd,
                            "/registry",
                            config,
                            Optional.empty(),
                            Duration.ofSeconds(150),
                            Limits.DEFAULT),
                    state,
                    journal,
                    Escrow.NONE,
                    new Told(),
                    Clock.systemUTC());
            String action = args[9];
            switch (action) {
                case "resume" ->
                    change.resume(
                            EncryptionChange.unfinished(journal).orElseThrow().id());
                case "rollback" ->
                    change.rollback(
                            EncryptionChange.unfinished(journal).orElseThrow().id());
                default ->
                    change.begin(EncryptionChangeTest.task(
                            Operation.valueOf(action), args.length > 10 ? args[10] : "", Retention.of("0")));
            }
        }
        System.exit(0);
    }
}
