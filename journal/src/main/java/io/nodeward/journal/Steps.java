package io.nodeward.journal;

import io.nodeward.journal.History.StepState;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Runs the steps of a transaction in order, with a record before and after each, and undoes them in reverse. Whoever resumes a
 * transaction gives the same steps: those that are done or undone are passed over, the one that was interrupted is run again.
 * For one thread at a time.
 */
public final class Steps {

    private final Transaction transaction;
    private final HostFiles files;
    private final SequencedMap<String, Step> steps = new LinkedHashMap<>();

    /**
     * @param files of the host
     * @throws JournalException if the transaction has begun a step that is not among these
     */
    public Steps(Transaction transaction, HostFiles files, List<? extends Step> steps) throws JournalException {
        this.transaction = transaction;
        this.files = files;
        for (Step step : steps) {
            if (this.steps.put(step.id(), step) != null) {
                throw new IllegalArgumentException("two steps are called " + step.id());
            }
        }
        for (String step : transaction.history().steps()) {
            if (!this.steps.containsKey(step)) {
                throw new JournalException(
                        "transaction " + transaction.id() + " has begun step " + step + ", which is not known here",
                        "go on with version " + transaction.history().header().version()
                                + " of nodeward, which began it");
            }
        }
    }

    /**
     * Runs what is not done yet. Ending the transaction is left to the caller.
     *
     * @throws JournalException if a step failed; what it had changed by then is still changed and can be undone
     */
    public void run() throws JournalException, HostFileException, InterruptedException {
        StaleFiles.remove(transaction, files);
        for (Step step : steps.values()) {
            switch (transaction.history().step(step.id())) {
                case DONE, UNDONE -> {}
                case UNDOING ->
                    throw new JournalException(
                            "step " + step.id() + " was being undone when nodeward was interrupted",
                            "undo it to its end");
                case NEW, STARTED, FAILED -> run(step);
            }
        }
    }

    private void run(Step step) throws JournalException, HostFileException, InterruptedException {
        transaction.intent(step.id(), Map.of("title", step.title()));
        StepContext context = new StepContext(transaction, files, step.id());
        try {
            step.run(context);
        } catch (InterruptedException e) {
            // whoever resumes runs it again
            throw e;
        } catch (Exception e) {
            String reason = Reasons.of(e);
            JournalException failure =
                    new JournalException("step " + step.id() + " (" + step.title() + ") failed: " + reason, hint(e), e);
            try {
                transaction.failed(step.id(), reason);
            } catch (HostFileException unrecorded) {
                failure.addSuppressed(unrecorded);
            }
            throw failure;
        }
        transaction.done(step.id(), context.details());
    }

    private static String hint(Exception e) {
        return switch (e) {
            case JournalException journal -> journal.hint();
            case HostFileException file -> file.hint();
            default -> "mend what is wrong, then resume or undo the transaction";
        };
    }

    /**
     * Undoes all steps that were begun, the last first, each with its files and then {@link Step#undo}. Ending the transaction
     * is left to the caller.
     *
     * @return what was left because somebody else had changed it
     * @throws JournalException if there are conflicts and the policy is to stop (then nothing is undone), or a step cannot be
     *     undone
     */
    public List<Conflict> undo(OnConflict policy) throws JournalException, HostFileException, InterruptedException {
        return new Undo(transaction, files, policy).all(this::undone);
    }

    /** As {@link #undo(OnConflict)}, of one step. */
    public List<Conflict> undo(String step, OnConflict policy)
            throws JournalException, HostFileException, InterruptedException {
        if (transaction.history().step(step) == StepState.NEW) {
            return List.of();
        }
        return new Undo(transaction, files, policy).step(step, this::undone);
    }

    private void undone(String id) throws Exception {
        Step step = steps.get(id);
        if (step != null) {
            step.undo(new StepContext(transaction, files, id));
        }
    }
}
