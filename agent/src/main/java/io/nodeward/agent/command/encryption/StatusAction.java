package io.nodeward.agent.command.encryption;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.command.Options;
import io.nodeward.agent.command.Result;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.Journal;
import io.nodeward.journal.JournalException;
import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.Looking;
import io.nodeward.secrets.encryption.status.EncryptionStatus;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.util.List;

/** {@code nodeward encryption status}. */
final class StatusAction {

    private final Options options;
    private final Console console;

    StatusAction(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    int run() {
        boolean json =
                options.oneOf("--format", List.of("text", "json"), "text").equals("json");
        try (ClusterOptions cluster = ClusterOptions.of(options);
                StateDirectory state = StateDirectory.open(EncryptionActions.state(options))) {
            EncryptionStatus status = new Looking(cluster.open(), new ChangeText(console, options))
                    .status(Journal.open(state, BuildInfo.VERSION));
            if (json) {
                Result.write(options, console, StatusJson.of(status));
            } else if (!status.holds() || !options.has("--quiet")) {
                Result.write(options, console, StatusText.of(status));
            }
            return status.holds() ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
        } catch (KubeException
                | EtcdException
                | ProblemsException
                | JournalException
                | HostFileException
                | InterruptedException e) {
            throw Problems.of(e);
        }
    }
}
