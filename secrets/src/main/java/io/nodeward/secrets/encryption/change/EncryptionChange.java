package io.nodeward.secrets.encryption.change;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.journal.History;
import io.nodeward.journal.History.StepState;
import io.nodeward.journal.Journal;
import io.nodeward.journal.JournalException;
import io.nodeward.journal.JournalRecord;
import io.nodeward.journal.Outcome;
import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.Summary;
import io.nodeward.journal.Transaction;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.secrets.encryption.change.ChangeException.Kind;
import io.nodeward.secrets.encryption.change.EncryptionTask.Operation;
import io.nodeward.secrets.encryption.config.EncryptionConfig;
import io.nodeward.secrets.encryption.config.EncryptionEntry;
import io.nodeward.secrets.encryption.config.Provider;
import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import io.nodeward.secrets.encryption.escrow.Escrow;
import io.nodeward.secrets.encryption.escrow.EscrowException;
import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.etcd.EtcdException;
import io.nodeward.secrets.kube.KubeException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out a change of encryption, step by step, each with a record before and after:
 *
 * <ol>
 *   <li>{@code stage}: new keys are made, and with them the configurations of all stages;
 *   <li>{@code escrow}: each new key is kept a second time;
 *   <li>{@code readable}: every server can read what is new;
 *   <li>{@code writing}: every server writes with it;
 *   <li>{@code rewrite}: every object is written anew;
 *   <li>{@code proof}: etcd shows that nothing is stored otherwise;
 *   <li>{@code retired}: what nobody needs any more is taken away.
 * </ol>
 *
 * Each step looks at what is there and does the rest, so that it can be run again after it was killed. Instances are for one
 * thread, whose interruption ends the step that it is in. The caller holds the locks of host and cluster.
 */
public final class EncryptionChange {

    private static final String ESCROW = "escrow";
    private static final String REWRITE = "rewrite";
    private static final String PROOF = "proof";

    private final Cluster cluster;
    private final StateDirectory state;
    private final Journal journal;
    private final Escrow escrow;
    private final ChangeObserver observer;
    private final Clock clock;

    public EncryptionChange(
            Cluster cluster,
            StateDirectory state,
            Journal journal,
            Escrow escrow,
            ChangeObserver observer,
            Clock clock) {
        this.cluster = cluster;
        this.state = state;
        this.journal = journal;
        this.escrow = escrow;
        this.observer = observer;
        this.clock = clock;
    }

    /** Does something with one transaction. */
    private interface Work {
        void on(ChangeContext context)
                throws ChangeException, HostFileException, JournalException, ProblemsException, KubeException,
                        EtcdException, EscrowException, InterruptedException;
    }

    /**
     * Does a task from its beginning to its end.
     *
     * @throws ChangeException if it did not come to its end; its kind says what is left behind
     * @throws InterruptedException if this thread was interrupted: the change can be resumed
     */
    public void begin(EncryptionTask task) throws ChangeException, InterruptedException {
        try {
            Optional<Summary> open = unfinished(journal);
            if (open.isPresent()) {
                throw new ChangeException(
                        Kind.MISTAKE,
                        open.get().id() + " has not ended: run nodeward encryption resume or rollback first");
            }
            preflight(task);
            try (Transaction transaction = journal.begin(task.operation().transaction(), task.parameters())) {
                run(transaction, context -> forward(context, task));
            }
        } catch (JournalException e) {
            throw new ChangeException(Kind.IMPOSSIBLE, e.getMessage() + ": " + e.hint(), e);
        } catch (HostFileException e) {
            throw new ChangeException(Kind.IMPOSSIBLE, e.getMessage() + ": " + e.hint(), e);
        }
    }

    /**
     * Goes on with a change that was interrupted, in the direction in which it went.
     *
     * @param id of its transaction
     */
    public void resume(String id) throws ChangeException, InterruptedException {
        open(id, (context, task) -> {
            if (context.transaction().history().undoing()) {
                back(context);
            } else {
                forward(context, task);
            }
        });
    }

    /**
     * Takes an unfinished change back: what was written anew is written as before, and the configuration is what it was.
     *
     * @param id of its transaction
     */
    public void rollback(String id) throws ChangeException, InterruptedException {
        open(id, (context, _) -> back(context));
    }

    /**
     * Returns what a task would do, for a person: the configurations of its stages, and about how long it takes. Nothing is
     * changed.
     *
     * @throws ChangeException if the task could not begin, with what is in the way
     */
    public String plan(EncryptionTask task) throws ChangeException, InterruptedException {
        preflight(task);
        try (ConfigFile.Content now = cluster.config().read().orElse(null);
                EncryptionConfig before = now == null
                        ? new EncryptionConfig(List.of())
                        : now.config(cluster.config().path().toString());
                Planned planned = Planned.of(task, before, LocalDate.now(clock))) {
            return PlanText.of(task, planned, new Proving(cluster, observer), cluster);
        } catch (ProblemsException e) {
            throw new ChangeException(Kind.MISTAKE, message(e), e);
        } catch (HostFileException | KubeException | EtcdException e) {
            throw new ChangeException(Kind.IMPOSSIBLE, message(e), e);
        }
    }

    private void preflight(EncryptionTask task) throws ChangeException, InterruptedException {
        try (ConfigFile.Content now = cluster.config().read().orElse(null);
                EncryptionConfig before = now == null
                        ? new EncryptionConfig(List.of())
                        : now.config(cluster.config().path().toString());
                Planned planned = Planned.of(task, before, LocalDate.now(clock))) {
            new Preflight(cluster, observer).check(task, planned.resources());
        } catch (ProblemsException e) {
            throw new ChangeException(Kind.MISTAKE, message(e), e);
        } catch (HostFileException | KubeException | EtcdException e) {
            throw new ChangeException(Kind.IMPOSSIBLE, message(e), e);
        }
    }

    private interface TaskWork {
        void on(ChangeContext context, EncryptionTask task)
                throws ChangeException, HostFileException, JournalException, ProblemsException, KubeException,
                        EtcdException, EscrowException, InterruptedException;
    }

    private void open(String id, TaskWork work) throws ChangeException, InterruptedException {
        try (Transaction transaction = journal.open(id)) {
            History history = transaction.history();
            String kind = history.header().kind();
            Operation operation = Operation.ofTransaction(kind)
                    .orElseThrow(
                            () -> new ChangeException(Kind.MISTAKE, id + " is no change of encryption, but " + kind));
            if (history.outcome().isPresent()) {
                throw new ChangeException(Kind.MISTAKE, id + " has ended: there is nothing left to do");
            }
            EncryptionTask task = EncryptionTask.of(operation, history.header().parameters());
            run(transaction, context -> work.on(context, task));
        } catch (JournalException e) {
            throw new ChangeException(Kind.IMPOSSIBLE, e.getMessage() + ": " + e.hint(), e);
        } catch (HostFileException e) {
            throw new ChangeException(Kind.IMPOSSIBLE, e.getMessage() + ": " + e.hint(), e);
        }
    }

    private void run(Transaction transaction, Work work)
            throws ChangeException, HostFileException, InterruptedException {
        try (StageFiles files = StageFiles.of(state, transaction.id())) {
            try {
                work.on(new ChangeContext(cluster, transaction, files, observer));
            } catch (ChangeException
                    | HostFileException
                    | JournalException
                    | ProblemsException
                    | KubeException
                    | EtcdException
                    | EscrowException e) {
                throw failed(transaction, files, e);
            }
        }
    }

    /** Before the first stage is in force, nothing but our own directory was touched, and the change has ended. */
    private static ChangeException failed(Transaction transaction, StageFiles files, Exception e)
            throws HostFileException {
        boolean touched = transaction.history().step(Stage.READABLE.step()) != StepState.NEW
                || transaction.history().step(FlagStep.STEP) != StepState.NEW;
        if (!touched && transaction.history().step(ESCROW) == StepState.NEW) {
            files.delete();
            transaction.end(Outcome.FAILED, "nothing was touched");
            Kind kind = e instanceof ProblemsException ? Kind.MISTAKE : Kind.IMPOSSIBLE;
            return e instanceof ChangeException change ? change : new ChangeException(kind, message(e), e);
        }
        if (e instanceof ChangeException change
                && change.kind() == Kind.PUT_BACK
                && transaction.history().outcome().isEmpty()) {
            files.delete();
            transaction.end(Outcome.UNDONE, "did not hold");
        }
        return e instanceof ChangeException change && change.kind() != Kind.IMPOSSIBLE
                ? change
                : new ChangeException(Kind.UNFINISHED, message(e), e);
    }

    private static String message(Exception e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case HostFileException file -> message + ": " + file.hint();
            case JournalException journal -> message + ": " + journal.hint();
            default -> message;
        };
    }

    private void forward(ChangeContext context, EncryptionTask task)
            throws ChangeException, HostFileException, JournalException, ProblemsException, KubeException,
                    EtcdException, EscrowException, InterruptedException {
        context.step(
                Staging.STEP,
                "making the configurations of all stages",
                () -> new Staging(context, LocalDate.now(clock)).of(task));
        context.step(ESCROW, "keeping new keys a second time", () -> escrow(context));
        Optional<FlagStep> flag = FlagStep.of(context);
        if (flag.isPresent()) {
            context.step(FlagStep.STEP, "the API server is to read a configuration", flag.get()::give);
        }
        Activation activation = new Activation(context);
        context.step(Stage.READABLE.step(), "every API server is to read what is new", () -> readable(activation));
        context.step(
                Stage.WRITING.step(),
                "every API server is to write with it",
                () -> activation.of(Stage.WRITING, Stage.READABLE));
        Rewriting rewriting = new Rewriting(context, resources(context));
        context.step(REWRITE, "writing every object anew", () -> rewriting.all(REWRITE));
        context.step(PROOF, "reading etcd", () -> {
            try (EncryptionConfig config = context.files().config(Stage.WRITING)) {
                return rewriting.proof(config);
            }
        });
        List<History> earlier = earlier();
        context.step(
                Stage.RETIRED.step(),
                "retiring what is no longer needed",
                () -> new Retiring(context, earlier, clock.instant()).by(task));
        context.files().delete();
        context.transaction().end(Outcome.DONE, "");
    }

    /** What a server refuses is taken back unasked: nothing was written with it yet. */
    private Map<String, String> readable(Activation activation)
            throws ChangeException, HostFileException, KubeException, InterruptedException {
        Instant since = clock.instant();
        try {
            return activation.of(Stage.READABLE, Stage.BEFORE);
        } catch (KubeException e) {
            List<String> refused = Refusals.since(cluster.servers(), since);
            if (refused.isEmpty()) {
                throw e;
            }
            activation.of(Stage.BEFORE, Stage.READABLE);
            throw new ChangeException(
                    Kind.PUT_BACK,
                    "the new configuration was refused, and the old one is in force again:\n  "
                            + String.join("\n  ", refused),
                    e);
        }
    }

    private List<History> earlier() throws HostFileException, JournalException {
        List<History> earlier = new ArrayList<>();
        for (Summary summary : journal.list()) {
            if (summary.state() == Summary.State.DONE
                    && Operation.ofTransaction(summary.kind()).isPresent()) {
                earlier.add(journal.read(summary.id()));
            }
        }
        return earlier;
    }

    /**
     * Returns the change that has not ended, if there is one: there is never a second.
     *
     * @throws JournalException if a journal is damaged, so that it cannot be known
     */
    public static Optional<Summary> unfinished(Journal journal) throws HostFileException, JournalException {
        for (Operation operation : Operation.values()) {
            Optional<Summary> open = journal.unfinished(operation.transaction());
            if (open.isPresent()) {
                return open;
            }
        }
        return Optional.empty();
    }

    private static List<String> resources(ChangeContext context) {
        String names = context.transaction()
                .history()
                .details(JournalRecord.Kind.DONE, Staging.STEP)
                .map(details -> details.getOrDefault("resources", ""))
                .orElse("");
        return names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    private Map<String, String> escrow(ChangeContext context)
            throws HostFileException, ProblemsException, EscrowException, InterruptedException {
        Map<String, String> details = new LinkedHashMap<>();
        List<String> places = new ArrayList<>();
        try (EncryptionConfig config = context.files().config(Stage.WRITING)) {
            for (Provider provider : added(context, config)) {
                if (provider instanceof Keyed keyed) {
                    String place = escrow.keep(keyed.kind(), keyed.key());
                    details.put(keyed.key().name(), place);
                    places.add(place);
                }
            }
        }
        details.put("summary", places.isEmpty() ? "there is no new key" : String.join(", ", places));
        return details;
    }

    /** What the configuration before does not have. */
    private static List<Provider> added(ChangeContext context, EncryptionConfig config)
            throws HostFileException, ProblemsException {
        try (EncryptionConfig before = context.files().config(Stage.BEFORE)) {
            return config.entries().stream()
                    .map(EncryptionEntry::writer)
                    .filter(writer -> !(writer instanceof Identity)
                            && before.entries().stream().noneMatch(entry -> entry.reads(writer)))
                    .toList();
        }
    }

    private void back(ChangeContext context)
            throws ChangeException, HostFileException, ProblemsException, KubeException, EtcdException, EscrowException,
                    InterruptedException {
        History history = context.transaction().history();
        Activation activation = new Activation(context);
        if (context.files().has(Stage.RETIRED)) {
            context.undo(
                    Stage.RETIRED.step(),
                    "every API server is to read again what was retired",
                    () -> activation.of(Stage.WRITING, Stage.RETIRED));
        }
        if (history.step(Stage.WRITING.step()) != StepState.NEW) {
            context.undo(
                    Stage.WRITING.step(),
                    "every API server is to write as before",
                    () -> activation.of(Stage.READABLE, Stage.WRITING));
            Rewriting rewriting = new Rewriting(context, resources(context));
            context.undo(REWRITE, "writing every object as before", () -> rewriting.all("back"));
            context.undo(PROOF, "reading etcd", () -> {
                try (EncryptionConfig config = context.files().config(Stage.READABLE)) {
                    return rewriting.proof(config);
                }
            });
        }
        if (history.step(Stage.READABLE.step()) != StepState.NEW) {
            context.undo(Stage.READABLE.step(), "the configuration becomes what it was", () -> {
                proveUnused(context);
                return activation.of(Stage.BEFORE, Stage.READABLE);
            });
        }
        Optional<FlagStep> flag = FlagStep.of(context);
        if (flag.isPresent() && history.step(FlagStep.STEP) != StepState.NEW) {
            context.undo(FlagStep.STEP, "the API server is to run as before", flag.get()::take);
        }
        context.files().delete();
        context.transaction().end(Outcome.UNDONE, "");
    }

    /** What is new is about to be forgotten: nothing may be stored by it, whatever the steps before said. */
    private void proveUnused(ChangeContext context)
            throws ChangeException, HostFileException, ProblemsException, EtcdException {
        try (EncryptionConfig config = context.files().config(Stage.WRITING)) {
            List<Provider> added = added(context, config);
            if (!added.isEmpty()) {
                ProofResult result = new Proving(cluster, observer).proveUnused(added);
                if (!result.holds()) {
                    throw Proving.failed(result);
                }
            }
        }
    }
}
