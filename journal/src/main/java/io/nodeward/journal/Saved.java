package io.nodeward.journal;

import io.nodeward.journal.JournalRecord.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A path that a step changes, as the journal tells it.
 *
 * @param original the number of what was saved
 * @param was how it stood before the step
 * @param before the same with the mode and owner that it had before the step changed those alone; else as {@code was}
 * @param becomes how it may stand by what the step did, in each of its runs
 */
record Saved(String step, String path, Scope scope, int original, String was, String before, Set<String> becomes) {

    private static final String PATH = "path";
    private static final String SCOPE = "saved";
    private static final String ORIGINAL = "original";
    private static final String WAS = "was";
    private static final String BECOMES = "becomes";

    /** Whether what stands there is from before the step or by it; else somebody else changed it. */
    boolean explains(String state) {
        return isUndone(state) || becomes.contains(state);
    }

    /** Whether it is put back already, perhaps by an undo that was interrupted after it had put back the mode too. */
    boolean isUndone(String state) {
        return state.equals(was) || state.equals(before);
    }

    static Map<String, String> saved(Snapshot snapshot, int original) {
        return Map.of(
                PATH, snapshot.path(),
                SCOPE, snapshot.scope().text(),
                ORIGINAL, Integer.toString(original),
                WAS, snapshot.state());
    }

    Map<String, String> changing(String state) {
        return Map.of(PATH, path, ORIGINAL, Integer.toString(original), BECOMES, state);
    }

    static Saved of(String step, Snapshot snapshot, int original) {
        return new Saved(
                step, snapshot.path(), snapshot.scope(), original, snapshot.state(), snapshot.state(), new HashSet<>());
    }

    /** How many originals there are, also of paths that were not changed after all. */
    static int count(History history) {
        return (int) history.records().stream()
                .filter(record -> record.kind() == Kind.SAVED)
                .count();
    }

    /** All that were saved and then changed, in the order in which they were saved. */
    static List<Saved> of(History history) {
        List<Saved> all = new ArrayList<>();
        Map<String, Saved> byNumber = new HashMap<>();
        for (JournalRecord record : history.records()) {
            String number = record.detail(ORIGINAL);
            if (record.kind() == Kind.SAVED) {
                Saved saved = read(record, all);
                all.add(saved);
                byNumber.put(number, saved);
            } else if (record.kind() == Kind.CHANGING) {
                Saved saved = byNumber.get(number);
                if (saved != null) {
                    saved.becomes.add(record.detail(BECOMES));
                }
            }
        }
        all.removeIf(saved -> saved.becomes.isEmpty());
        return all;
    }

    private static Saved read(JournalRecord record, List<Saved> earlier) {
        String was = record.detail(WAS);
        String before = was;
        for (Saved other : earlier) {
            if (other.step.equals(record.step())
                    && other.path.equals(record.detail(PATH))
                    && other.scope == Scope.ACCESS) {
                before = PathState.withAccess(was, other.was);
            }
        }
        return new Saved(
                record.step(),
                record.detail(PATH),
                Scope.of(record.detail(SCOPE)),
                Integer.parseInt(record.detail(ORIGINAL)),
                was,
                before,
                new HashSet<>());
    }
}
