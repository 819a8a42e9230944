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

    private ExitCode() {}
}
