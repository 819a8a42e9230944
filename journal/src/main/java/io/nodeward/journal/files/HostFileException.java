package io.nodeward.journal.files;

import java.io.IOException;

/**
 * A file could not be read or changed; it is then what it was before, unless its disk failed. The message says what failed on which path and why,
 * begins without a capital and ends without a full stop; it never holds content of a file.
 */
public final class HostFileException extends IOException {

    private static final long serialVersionUID = 1;

    /** What programs tell apart. */
    public enum Reason {
        ABSENT,
        EXISTS,
        PERMISSION,
        IMMUTABLE,
        READ_ONLY,
        DISK_FULL,
        /** Another kind of file than the operation is for. */
        KIND,
        TOO_LARGE,
        /** The path leads through something that must not be trusted. */
        UNSAFE,
        /** Somebody else changed it meanwhile. */
        CHANGED,
        /** Another process holds it. */
        BUSY,
        /** Tests must not write there. */
        REFUSED,
        OTHER
    }

    private final Reason reason;
    private final String path;
    private final String hint;

    HostFileException(Reason reason, String path, String message, String hint) {
        super(message);
        this.reason = reason;
        this.path = path;
        this.hint = hint;
    }

    public Reason reason() {
        return reason;
    }

    /** The path below the root that it is about. */
    public String path() {
        return path;
    }

    /** What to do next. */
    public String hint() {
        return hint;
    }
}
