package io.nodeward.journal;

import io.nodeward.journal.History.StepState;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import io.nodeward.journal.files.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts back the paths that steps changed, as they were before: content, mode, owner, extended attributes, and that they did
 * not exist. Interrupted, it is done again from the beginning: what is put back already stays. For one thread at a time.
 */
public final class Undo {

    private final Transaction transaction;
    private final HostFiles files;
    private final OnConflict policy;
    private final Originals originals;

    /** @param files of the host, with the root that the steps had */
    public Undo(Transaction transaction, HostFiles files, OnConflict policy) {
        this.transaction = transaction;
        this.files = files;
        this.policy = policy;
        this.originals = new Originals(transaction);
    }

    /** Returns the paths of all steps that are not undone yet which somebody else changed since. */
    public List<Conflict> conflicts() throws JournalException, HostFileException {
        return conflicts(transaction.history().steps());
    }

    private List<Conflict> conflicts(List<String> steps) throws JournalException, HostFileException {
        // the last to change a path left it as it should stand now
        Map<String, Saved> last = new LinkedHashMap<>();
        for (Saved saved : Saved.of(transaction.history())) {
            if (steps.contains(saved.step()) && transaction.history().step(saved.step()) != StepState.UNDONE) {
                last.put(saved.path(), saved);
            }
        }
        List<Conflict> conflicts = new ArrayList<>();
        for (Saved saved : last.values()) {
            try (Snapshot now = Snapshot.take(files, saved.path(), saved.scope())) {
                if (!saved.explains(now.state())) {
                    conflicts.add(new Conflict(saved.step(), saved.path(), saved.was(), now.state()));
                }
            }
        }
        return conflicts;
    }

    /** Something to do between putting back a step's files and recording that it is undone, such as a restart. */
    @FunctionalInterface
    public interface Afterwards {
        void run(String step) throws Exception;
    }

    /**
     * Undoes all steps, the last first.
     *
     * @return what was left because somebody else had changed it
     * @throws JournalException if there are conflicts and the policy is to stop; then nothing is undone
     */
    public List<Conflict> all(Afterwards afterwards) throws JournalException, HostFileException, InterruptedException {
        return steps(transaction.history().steps().reversed(), afterwards);
    }

    /** As {@link #all}, of one step. */
    public List<Conflict> step(String step, Afterwards afterwards)
            throws JournalException, HostFileException, InterruptedException {
        return steps(List.of(step), afterwards);
    }

    private List<Conflict> steps(List<String> steps, Afterwards afterwards)
            throws JournalException, HostFileException, InterruptedException {
        StaleFiles.remove(transaction, files);
        if (policy == OnConflict.STOP) {
            List<Conflict> conflicts = conflicts(steps);
            if (!conflicts.isEmpty()) {
                throw new JournalException(
                        conflicts.stream().map(Conflict::toString).collect(Collectors.joining("; ")),
                        "look at it, then undo again and say whether it shall be kept or overwritten");
            }
        }
        List<Conflict> kept = new ArrayList<>();
        for (String step : steps) {
            if (transaction.history().step(step) != StepState.UNDONE) {
                transaction.undoing(step);
                List<Conflict> left = restore(step);
                after(step, afterwards);
                transaction.undone(step, details(left));
                kept.addAll(left);
            }
        }
        return kept;
    }

    private static void after(String step, Afterwards afterwards) throws JournalException, InterruptedException {
        try {
            afterwards.run(step);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new JournalException(
                    "step " + step + " could not be undone: " + Reasons.of(e),
                    "its files are put back; mend what is wrong, then undo again",
                    e);
        }
    }

    private static Map<String, String> details(List<Conflict> left) {
        Map<String, String> details = new HashMap<>();
        left.forEach(conflict -> details.put("left " + conflict.path(), conflict.found()));
        return details;
    }

    private List<Conflict> restore(String step) throws JournalException, HostFileException {
        List<Conflict> left = new ArrayList<>();
        for (Saved saved : Saved.of(transaction.history()).reversed()) {
            if (saved.step().equals(step)) {
                restore(saved).ifPresent(left::add);
            }
        }
        return left;
    }

    /** Puts back one path; returns the conflict if it was left. */
    private Optional<Conflict> restore(Saved saved) throws JournalException, HostFileException {
        try (Snapshot now = Snapshot.take(files, saved.path(), saved.scope())) {
            if (saved.isUndone(now.state())) {
                return Optional.empty();
            }
            if (!saved.explains(now.state()) && policy != OnConflict.OVERWRITE || inTheWay(saved, now)) {
                return Optional.of(new Conflict(saved.step(), saved.path(), saved.was(), now.state()));
            }
            originals.restore(saved, files, now.stat());
            return Optional.empty();
        }
    }

    /** A directory with somebody's files is never removed. */
    private boolean inTheWay(Saved saved, Snapshot now) throws HostFileException {
        return now.type().equals(Optional.of(Stat.Type.DIRECTORY))
                && !saved.was().startsWith(Stat.Type.DIRECTORY.text())
                && !files.list(saved.path()).isEmpty();
    }
}
