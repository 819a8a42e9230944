package io.nodeward.journal;

import io.nodeward.journal.JournalRecord.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * What a transaction's file says: its header, its records, and what follows from them. Of a transaction that goes on it grows
 * with it. Safe for several threads.
 */
public final class History {

    private final Header header;
    private final List<JournalRecord> records = new ArrayList<>();

    History(Header header) {
        this.header = header;
    }

    /** How far a step has come. */
    public enum StepState {
        /** Never begun. */
        NEW,
        /** Begun, and neither done nor failed: it is running, or was killed. */
        STARTED,
        DONE,
        FAILED,
        /** Being undone, or killed while it was. */
        UNDOING,
        UNDONE
    }

    synchronized void add(JournalRecord record) {
        records.add(record);
    }

    synchronized int size() {
        return records.size();
    }

    public Header header() {
        return header;
    }

    /** A copy of the records, in the order in which they were written. */
    public synchronized List<JournalRecord> records() {
        return List.copyOf(records);
    }

    /** How it ended; empty while it is open, also when an ended one is being undone. */
    public synchronized Optional<Outcome> outcome() {
        if (records.isEmpty() || records.getLast().kind() != Kind.END) {
            return Optional.empty();
        }
        return Optional.of(outcome(records.getLast()));
    }

    private static Outcome outcome(JournalRecord end) {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.text().equals(end.detail("outcome"))) {
                return outcome;
            }
        }
        // a later version may know more
        return Outcome.FAILED;
    }

    /** Whether an undo was begun, so that it can only be undone to its end. */
    public synchronized boolean undoing() {
        return records.stream().anyMatch(record -> record.kind() == Kind.UNDOING);
    }

    /** The steps that were begun, in the order in which they were first. */
    public synchronized List<String> steps() {
        SequencedSet<String> steps = new LinkedHashSet<>();
        for (JournalRecord record : records) {
            if (record.kind() == Kind.INTENT) {
                steps.add(record.step());
            }
        }
        return List.copyOf(steps);
    }

    /** How far a step has come. */
    public synchronized StepState step(String step) {
        StepState state = StepState.NEW;
        for (JournalRecord record : records) {
            if (record.step().equals(step)) {
                state = switch (record.kind()) {
                    case INTENT -> StepState.STARTED;
                    case DONE -> StepState.DONE;
                    case FAILED -> StepState.FAILED;
                    case UNDOING -> StepState.UNDOING;
                    case UNDONE -> StepState.UNDONE;
                    case OPENED, SAVED, CHANGING, CHECKPOINT, END -> state;
                };
            }
        }
        return state;
    }

    /** The details of the last record of some kind for a step. */
    public synchronized Optional<Map<String, String>> details(Kind kind, String step) {
        for (JournalRecord record : records.reversed()) {
            if (record.kind() == kind && record.step().equals(step)) {
                return Optional.of(record.details());
            }
        }
        return Optional.empty();
    }

    /** What was noted last under a name. */
    public Optional<Map<String, String>> checkpoint(String name) {
        return details(Kind.CHECKPOINT, name);
    }
}
