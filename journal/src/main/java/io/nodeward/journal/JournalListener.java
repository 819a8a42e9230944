package io.nodeward.journal;

/** Hears of every record once it is on the disk, on the thread that wrote it. */
@FunctionalInterface
public interface JournalListener {

    /** For those who do not listen. */
    JournalListener NONE = record -> {};

    void recorded(JournalRecord record);
}
