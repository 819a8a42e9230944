package io.nodeward.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A transaction could not be recorded, read, continued or undone. The message says what failed, on which file and why,
 * begins without a capital and ends without a full stop; it never holds content of a file of the host.
 */
public final class JournalException extends IOException {

    private static final long serialVersionUID = 1;

    private final String hint;

    JournalException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    JournalException(String message, String hint) {
        this(message, hint, null);
    }

    /** What to do next. */
    public String hint() {
        return hint;
    }
}
