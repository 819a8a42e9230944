package io.nodeward.journal;

/**
 * Who holds a lock.
 *
 * @param process its number, 0 if it is not known
 * @param command what it was started for
 * @param since when it took the lock, ISO 8601
 */
public record Holder(long process, String command, String since) {

    static final Holder UNKNOWN = new Holder(0, "", "");

    /** For people: "process 812 (nodeward harden apply) since 2026-01-01T00:00:00Z". */
    @Override
    public String toString() {
        return process == 0 ? "another process" : "process " + process + " (" + command + ") since " + since;
    }
}
