package io.nodeward.secrets.encryption.change;

/** A change did not come to its end. The message says what happened and what to do next; nothing secret is in it. */
public final class ChangeException extends Exception {

    private static final long serialVersionUID = 1;

    /** What is left behind. */
    public enum Kind {
        /** Asked wrongly: nothing was touched. */
        MISTAKE,
        /** It could not be found out or done: nothing was touched. */
        IMPOSSIBLE,
        /** Work is left: it is resumed or rolled back. */
        UNFINISHED,
        /** Something was changed, did not hold, and was put back. */
        PUT_BACK,
        /** All is done but what is stored is not as it should be. */
        NOT_PROVED
    }

    private final Kind kind;

    public ChangeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ChangeException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
