package io.nodeward.journal;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * One line of a transaction's file, after the first.
 *
 * @param number from 1, without gaps
 * @param at when, to the millisecond; by the host's clock, which may have been set back
 * @param step which step, or which checkpoint; empty where the whole transaction is meant
 * @param details free text by name, never a secret
 */
public record JournalRecord(long number, Instant at, Kind kind, String step, Map<String, String> details) {

    /** What a record says. */
    public enum Kind {
        /** A process continues or undoes what another began. */
        OPENED,
        /** The step is about to run. */
        INTENT,
        /** What stood at a path was saved, before the step changes it for the first time. */
        SAVED,
        /** The step is about to change a path. */
        CHANGING,
        /** The step is done. */
        DONE,
        /** The step failed; what it had changed is still changed. */
        FAILED,
        /** How far a step has come. */
        CHECKPOINT,
        /** The step is about to be undone. */
        UNDOING,
        /** The step is undone. */
        UNDONE,
        /** The transaction has ended. */
        END;

        /** As it stands in the file. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public JournalRecord {
        details = Map.copyOf(details);
    }

    /** A detail, empty if there is none of that name. */
    public String detail(String name) {
        return details.getOrDefault(name, "");
    }
}
