package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/** How a program ended, and what it printed. */
public final class CommandResult {
    private final String what;
    private final int exitCode;
    private final byte[] output;
    private final String errors;

    CommandResult(String what, int exitCode, byte[] output, byte[] errors) {
        this.what = what;
        this.exitCode = exitCode;
        this.output = output;
        this.errors = new String(errors, UTF_8);
    }

    public int exitCode() {
        return exitCode;
    }

    /** Whether the exit code is 0. */
    public boolean ok() {
        return exitCode == 0;
    }

    /** What was run, how it ended and what it said of it; nothing if it went well. */
    public Optional<String> problem() {
        return ok()
                ? Optional.empty()
                : Optional.of(what + " failed with exit code " + exitCode + ": "
                        + (errors.isBlank() ? text() : errors).strip());
    }

    byte[] bytesOrThrow() {
        problem().ifPresent(problem -> {
            throw new TestbedException(problem);
        });
        return output;
    }

    /** Its standard output; {@link TestbedException} if it did not go well. */
    public String orThrow() {
        return new String(bytesOrThrow(), UTF_8);
    }

    /** Its standard error. */
    public String errors() {
        return errors;
    }

    /** Its standard output, however it ended. */
    public String text() {
        return new String(output, UTF_8);
    }
}
