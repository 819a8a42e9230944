package io.nodeward.agent.command.encryption;

import io.nodeward.agent.console.Failure;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.JournalException;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ChangeException;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;

/** What goes wrong, as messages and exit codes. */
final class Problems {

    private Problems() {}

    static Failure of(Exception e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case ChangeException change -> change(change, message);
            case ProblemsException _ -> Failure.usage(message, null);
            case KubeException kube
            when kube.kind() == KubeException.Kind.CONFIGURATION -> Failure.usage(message, null);
            case EtcdException etcd
            when etcd.kind() == EtcdException.Kind.CONFIGURATION -> Failure.usage(message, null);
            case HostFileException file -> Failure.unable(message, file.hint(), e);
            case JournalException journal -> Failure.unable(message, journal.hint(), e);
            case InterruptedException _ -> {
                Thread.currentThread().interrupt();
                yield Failure.unfinished("interrupted", "nodeward encryption resume goes on with it", e);
            }
            default -> Failure.unable(message, null, e);
        };
    }

    private static Failure change(ChangeException e, String message) {
        return switch (e.kind()) {
            case MISTAKE -> Failure.usage(message, null);
            case IMPOSSIBLE -> Failure.unable(message, "nothing was touched", e);
            case UNFINISHED ->
                Failure.unfinished(
                        message,
                        "nodeward encryption resume goes on with it, nodeward encryption rollback takes it back",
                        e);
            case PUT_BACK -> Failure.putBack(message, e);
            case NOT_PROVED -> Failure.notHeld(message, "nodeward encryption resume writes and proves again", e);
        };
    }
}
