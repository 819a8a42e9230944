package io.nodeward.agent.command.encryption;

import io.nodeward.agent.command.Options;
import io.nodeward.agent.command.Result;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.JournalException;
import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.Cluster;
import io.nodeward.secrets.encryption.change.ConfigFile;
import io.nodeward.secrets.encryption.change.Looking;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.encryption.status.NodeKey;
import io.nodeward.secrets.encryption.status.ProofReport;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.util.List;

/** {@code nodeward encryption verify}. */
final class VerifyAction {

    private final Options options;
    private final Console console;

    VerifyAction(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    int run() {
        boolean json =
                options.oneOf("--format", List.of("text", "json"), "text").equals("json");
        try (ClusterOptions options = ClusterOptions.of(this.options);
                StateDirectory state = StateDirectory.open(EncryptionActions.state(this.options))) {
            Cluster cluster = options.open();
            ProofResult proof = new Looking(cluster, new ChangeText(console, this.options)).verify();
            if (json) {
                Result.write(
                        this.options,
                        console,
                        ProofReport.of(
                                proof,
                                Host.name(),
                                hash(cluster),
                                console.clock().instant(),
                                NodeKey.in(state)));
            } else if (!proof.holds() || !this.options.has("--quiet")) {
                Result.write(this.options, console, ProofText.of(proof));
            }
            return proof.holds() ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
        } catch (KubeException
                | EtcdException
                | ProblemsException
                | JournalException
                | HostFileException
                | InterruptedException e) {
            throw Problems.of(e);
        }
    }

    private static String hash(Cluster cluster) throws HostFileException {
        try (ConfigFile.Content content = cluster.config().read().orElse(null)) {
            return content == null ? "" : content.expected().hash();
        }
    }
}
