package io.nodeward.agent.console;

/** What the program's exit codes mean. Scripts rely on them. */
public final class ExitCode {

    /** The asked-for state is shown to hold. */
    public static final int HOLDS = 0;
    /** It is not. */
    public static final int DOES_NOT_HOLD = 1;
    /** A usage or configuration mistake; nothing was done. */
    public static final int USAGE = 2;
    /** It could not be found out or done; nothing is left half-changed. */
    public static final int UNABLE = 3;

    /** Something was changed, did not hold, and was put back. */
    public static final int PUT_BACK = 4;
    /** Interrupted with work left, which a command that is named resumes. */
    public static final int UNFINISHED = 5;

    private ExitCode() {}
}
