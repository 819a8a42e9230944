package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import io.nodeward.secrets.encryption.config.Provider.Kms;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.util.List;

/** What a change would do, for a person who decides whether it shall. */
final class PlanText {

    /** Objects a second, as a small server on two cores takes them at the default pace. */
    private static final long RATE = 250;

    /** Servers look at their file each minute. */
    private static final long SECONDS_TO_LOAD = 60;

    private PlanText() {}

    static String of(EncryptionTask task, Planned planned, Proving proving, Cluster cluster)
            throws KubeException, EtcdException, InterruptedException {
        List<Provider> added = planned.added();
        EncryptionConfig before = planned.stages().before();
        EncryptionConfig readable = planned.stages().readable();
        EncryptionConfig writing = planned.stages().writing();
        long objects =
                proving.prove(before, cluster.resources(planned.resources())).objects();
        StringBuilder text = new StringBuilder();
        int step = 1;
        int loads = 0;
        for (Provider provider : added) {
            text.append(step++).append(". make ").append(renamed(provider)).append(", and keep it a second time\n");
        }
        if (cluster.manifest().isPresent()) {
            text.append(step++)
                    .append(". give the API server its configuration: ")
                    .append(cluster.manifest().get())
                    .append('\n');
            loads++;
        }
        if (!readable.shown().equals(before.shown())) {
            text.append(step++).append(". every API server reads it:\n").append(shown(readable, added));
            loads++;
        }
        if (!writing.shown().equals(readable.shown())) {
            text.append(step++).append(". every API server writes with it:\n").append(shown(writing, added));
            loads++;
        }
        text.append(step++)
                .append(". write ")
                .append(objects)
                .append(" objects anew: ")
                .append(String.join(", ", planned.resources()))
                .append('\n');
        text.append(step++).append(". read etcd to prove it\n");
        text.append(step).append(". old keys: ").append(kept(task)).append('\n');
        text.append("about ")
                .append(loads * SECONDS_TO_LOAD + objects / RATE)
                .append(" s, of which API servers take up to ")
                .append(loads * SECONDS_TO_LOAD)
                .append(" s to load files\n");
        return text.toString();
    }

    private static String kept(EncryptionTask task) {
        return task.retention()
                .limit()
                .map(limit -> limit.isZero() ? "go" : "stay readable for " + task.retention())
                .orElse("stay readable until --keep-old-keys-for says otherwise");
    }

    private static String shown(EncryptionConfig config, List<Provider> added) {
        StringBuilder text = new StringBuilder();
        for (String entry : config.shown()) {
            String line = entry;
            for (Provider provider : added) {
                line = line.replace(provider.shown(), renamed(provider));
            }
            text.append("     ").append(line).append('\n');
        }
        return text.toString();
    }

    /** The key of a plan is not that of the change. */
    private static String renamed(Provider provider) {
        return switch (provider) {
            case Keyed keyed -> "a new " + keyed.kind().provider() + " key";
            case Kms kms -> "kms plugin at " + kms.endpoint();
            case Identity _ -> provider.shown();
        };
    }
}
