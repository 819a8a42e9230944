package io.nodeward.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * A transaction in a list.
 *
 * @param id names it
 * @param kind what it is for
 * @param started when, to the second
 * @param state how it stands
 * @param last what was recorded last; empty if nothing was, or if it is damaged
 * @param problem what is wrong with its file, empty if nothing is
 */
public record Summary(
        String id, String kind, Instant started, State state, Optional<JournalRecord> last, String problem) {

    /** How a transaction stands. */
    public enum State {
        /** It is running, or was interrupted. */
        OPEN,
        DONE,
        UNDONE,
        FAILED,
        /** Its file cannot be read. */
        DAMAGED
    }
}
