package io.nodeward.agent.console;

import org.jspecify.annotations.Nullable;

/**
 * Why a command ends early: what and where in the message, what to do next in the hint. The message begins without a
 * capital and ends without a full stop. It never quotes the content of a file.
 */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final @Nullable String hint;

    private Failure(int code, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    /** A mistake in the command line or the configuration; nothing was done. */
    public static Failure usage(String message, @Nullable String hint) {
        return new Failure(ExitCode.USAGE, message, hint, null);
    }

    /** It could not be found out or done. */
    public static Failure unable(String message, @Nullable String hint, @Nullable Throwable cause) {
        return new Failure(ExitCode.UNABLE, message, hint, cause);
    }

    /** It was found out that the asked-for state does not hold. */
    public static Failure notHeld(String message, @Nullable String hint, @Nullable Throwable cause) {
        return new Failure(ExitCode.DOES_NOT_HOLD, message, hint, cause);
    }

    /** Something was changed and put back. */
    public static Failure putBack(String message, @Nullable Throwable cause) {
        return new Failure(ExitCode.PUT_BACK, message, null, cause);
    }

    /** Work is left; the hint names the command that resumes it. */
    public static Failure unfinished(String message, String hint, @Nullable Throwable cause) {
        return new Failure(ExitCode.UNFINISHED, message, hint, cause);
    }

    /** The exit code. */
    public int code() {
        return code;
    }

    /** What to do next, or null. */
    public @Nullable String hint() {
        return hint;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
