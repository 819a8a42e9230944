package io.nodeward.agent.command.encryption;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.command.Options;
import io.nodeward.agent.command.Result;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.console.Failure;
import io.nodeward.journal.HostLock;
import io.nodeward.journal.Journal;
import io.nodeward.journal.JournalException;
import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.Summary;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ChangeException;
import io.nodeward.secrets.encryption.change.EncryptionChange;
import io.nodeward.secrets.encryption.change.EncryptionTask;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.secrets.encryption.change.Retention;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.lease.ClusterLock;
import io.nodeward.secrets.kube.lease.HeldLock;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code enable}, {@code rotate}, {@code rewrite}, {@code disable}, {@code resume} and {@code rollback}. */
final class ChangeAction {

    private static final List<String> PROVIDERS = List.of("secretbox", "aesgcm", "aescbc", "kms");
    private static final Duration LOCK = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Options options;
    private final Console console;

    ChangeAction(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    int run(String action) {
        boolean continues = action.equals("resume") || action.equals("rollback");
        EncryptionTask task = continues ? null : task(Operation.valueOf(action.toUpperCase(Locale.ROOT)));
        Interruption.on(Thread.currentThread());
        try (ClusterOptions cluster = ClusterOptions.of(options);
                StateDirectory state = StateDirectory.open(EncryptionActions.state(options));
                HostLock _ = HostLock.acquire(state, "nodeward encryption " + action, LOCK)) {
            Journal journal = Journal.open(state, BuildInfo.VERSION);
            EncryptionChange change = new EncryptionChange(
                    cluster.open(),
                    state,
                    journal,
                    new EscrowOptions(options, console).escrow(),
                    new ChangeText(console, options),
                    Clock.systemUTC());
            if (task != null && options.has("--dry-run")) {
                Result.write(options, console, change.plan(task));
                return ExitCode.HOLDS;
            }
            try (HeldLock _ = lock(cluster.server())) {
                carryOut(change, journal, task, action);
            }
            return ExitCode.HOLDS;
        } catch (ChangeException | JournalException | HostFileException | KubeException | InterruptedException e) {
            throw Problems.of(e);
        }
    }

    private static void carryOut(EncryptionChange change, Journal journal, @Nullable EncryptionTask task, String action)
            throws ChangeException, JournalException, HostFileException, InterruptedException {
        if (task != null) {
            change.begin(task);
            return;
        }
        Summary open = EncryptionChange.unfinished(journal)
                .orElseThrow(() -> Failure.usage(
                        "there is no unfinished change of encryption", "nodeward encryption status shows how it is"));
        if (action.equals("resume")) {
            change.resume(open.id());
        } else {
            change.rollback(open.id());
        }
    }

    /**
     * Keeps other hosts from changing the same cluster. A host takes its own lock back at once, so that a change which was
     * killed can go on; others wait until it has not been renewed for its whole time, longer than any API server restarts.
     */
    private HeldLock lock(KubeApi server) throws KubeException, InterruptedException {
        Thread changing = Thread.currentThread();
        return new ClusterLock(server, "kube-system", "nodeward-encryption", Host.name(), LEASE)
                .acquire(0, LOCK, holder -> console.say("waiting for " + holder), changing::interrupt);
    }

    private EncryptionTask task(Operation operation) {
        String provider = options.oneOf("--provider", PROVIDERS, "");
        String endpoint = options.value("--kms-endpoint", "");
        if (provider.equals("kms") != !endpoint.isEmpty()) {
            throw Failure.usage(
                    "--provider kms and --kms-endpoint go together", "--kms-endpoint takes unix:///run/kms.sock");
        }
        if (!endpoint.isEmpty() && !endpoint.startsWith("unix:///")) {
            throw Failure.usage(
                    "--kms-endpoint takes the path of a socket as unix:///run/kms.sock, not " + endpoint, null);
        }
        if (!provider.isEmpty() && (operation == Operation.DISABLE || operation == Operation.REWRITE)) {
            throw Failure.usage("--provider is for enable and rotate, not for " + operation.word(), null);
        }
        String resources = options.value("--resources", "");
        try {
            return new EncryptionTask(
                    operation,
                    provider,
                    endpoint,
                    resources.isEmpty() ? List.of() : List.of(resources.split(",")),
                    options.has("--drop-identity"),
                    Retention.of(options.value("--keep-old-keys-for", "forever")),
                    options.value("--reason", ""));
        } catch (ChangeException e) {
            throw Problems.of(e);
        }
    }
}
