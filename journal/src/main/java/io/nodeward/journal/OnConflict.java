package io.nodeward.journal;

/** What an undo does with a path that somebody else changed since. */
public enum OnConflict {
    /** Nothing at all is undone; the conflicts are told. */
    STOP,
    /** It is left as it is, everything else is undone. */
    KEEP,
    /** It is put back as it was before the transaction. */
    OVERWRITE
}
