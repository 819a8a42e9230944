package io.nodeward.secrets.encryption.change;

import io.nodeward.journal.JournalRecord.Kind;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ConfigFile.Content;
import io.nodeward.secrets.encryption.servers.Convergence;
import io.nodeward.secrets.encryption.servers.ExpectedConfig;
import io.nodeward.secrets.kube.KubeException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the configuration of a stage in force: the file, and then every server. */
final class Activation {

    private final ChangeContext context;

    Activation(ChangeContext context) {
        this.context = context;
    }

    /**
     * Replaces the file, if what is in it is of the stage before or this one, and waits until every server has loaded it.
     *
     * @param from the stage that the file may be at
     * @throws ChangeException if somebody else has changed the file
     * @throws KubeException if not every server loads it in time
     */
    Map<String, String> of(Stage stage, Stage from)
            throws ChangeException, HostFileException, KubeException, InterruptedException {
        ConfigFile file = context.cluster().config();
        byte[] wanted = context.files().content(stage);
        try {
            file.removeStale();
            try (Content now = file.read().orElse(null)) {
                if (now == null || !Arrays.equals(now.bytes(), wanted)) {
                    check(now, from);
                    file.write(wanted, Optional.ofNullable(now));
                }
            }
        } finally {
            Arrays.fill(wanted, (byte) 0);
        }
        ExpectedConfig expected = await();
        return Map.of(
                "hash",
                expected.hash(),
                "summary",
                context.cluster().servers().size() == 1
                        ? "the API server has loaded it"
                        : "all " + context.cluster().servers().size() + " API servers have loaded it");
    }

    /** Waits until every server has loaded what is in the file now. */
    ExpectedConfig await() throws ChangeException, HostFileException, KubeException, InterruptedException {
        ExpectedConfig expected;
        try (Content now = context.cluster().config().read().orElse(null)) {
            if (now == null) {
                throw gone();
            }
            expected = now.expected();
        }
        new Convergence(context.cluster().servers(), expected)
                .await(context.cluster().patience(), context.observer()::waiting);
        return expected;
    }

    /** Whoever else changed the file had a reason, which is not ours to undo. */
    private void check(@Nullable Content now, Stage from) throws ChangeException, HostFileException {
        if (now == null) {
            if (from != Stage.BEFORE || !hadNone()) {
                throw gone();
            }
            return;
        }
        byte[] before = context.files().content(from);
        try {
            if (!Arrays.equals(now.bytes(), before)) {
                throw new ChangeException(
                        ChangeException.Kind.UNFINISHED,
                        context.cluster().config().path()
                                + " was changed by somebody else since this change began. Nothing was overwritten. "
                                + "Put back what nodeward wrote, which is in "
                                + context.files().shown(from)
                                + ", and run nodeward encryption resume or rollback");
            }
        } finally {
            Arrays.fill(before, (byte) 0);
        }
    }

    private boolean hadNone() {
        return context.transaction()
                .history()
                .details(Kind.DONE, Staging.STEP)
                .filter(details -> details.containsKey(Staging.NO_FILE))
                .isPresent();
    }

    private ChangeException gone() {
        return new ChangeException(
                ChangeException.Kind.UNFINISHED,
                context.cluster().config().path() + " is gone: API servers that restart cannot read what is stored. "
                        + "Put it back from " + context.files().shown(Stage.READABLE)
                        + " and run nodeward encryption resume");
    }
}
