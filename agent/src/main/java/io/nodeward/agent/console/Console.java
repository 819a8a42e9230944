package io.nodeward.agent.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and standard error, what is known of them, and the clock. Results go to the first, everything else to the
 * second. For one thread.
 */
public final class Console {

    private static final int NARROW = 40;
    private static final int USUAL = 80;
    private static final int WIDE = 120;

    private final OutputStream out;
    private final OutputStream err;
    private final boolean outTerminal;
    private final boolean errTerminal;
    private final Function<String, @Nullable String> environment;
    private final InstantSource clock;

    /**
     * @param outTerminal whether a person watches standard output
     * @param errTerminal whether a person watches standard error
     * @param environment gives a variable's value, or null
     */
    public Console(
            OutputStream out,
            OutputStream err,
            boolean outTerminal,
            boolean errTerminal,
            Function<String, @Nullable String> environment) {
        this(out, err, outTerminal, errTerminal, environment, InstantSource.system());
    }

    /** As the other, with a clock that everything goes by: what the program takes for the present. */
    public Console(
            OutputStream out,
            OutputStream err,
            boolean outTerminal,
            boolean errTerminal,
            Function<String, @Nullable String> environment,
            InstantSource clock) {
        this.out = out;
        this.err = err;
        this.outTerminal = outTerminal;
        this.errTerminal = errTerminal;
        this.environment = environment;
        this.clock = clock;
    }

    /** The process's own streams. Whether they are terminals is told by the launcher, which can ask the kernel. */
    public static Console ofProcess() {
        String terminals = System.getProperty("nodeward.tty", "");
        return new Console(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                terminals.contains("out"),
                terminals.contains("err"),
                System::getenv);
    }

    /** Whether colour helps on standard output: {@code --color}, else a capable terminal and no {@code NO_COLOR}. */
    public boolean color(String when) {
        return switch (when) {
            case "always" -> true;
            case "never" -> false;
            default -> {
                String refused = environment.apply("NO_COLOR");
                yield outTerminal && (refused == null || refused.isEmpty()) && !dumb();
            }
        };
    }

    /** Whether progress may be drawn on standard error. */
    public boolean progress(String when) {
        return switch (when) {
            case "always" -> true;
            case "never" -> false;
            default -> errTerminal && !dumb();
        };
    }

    /** The only clock that is read. */
    public InstantSource clock() {
        return clock;
    }

    /** How many columns text may use. */
    public int width() {
        String columns = outTerminal ? environment.apply("COLUMNS") : null;
        if (columns != null) {
            try {
                return Math.clamp(Integer.parseInt(columns), NARROW, WIDE);
            } catch (NumberFormatException e) {
                // somebody set it to something else; the usual width is safe
            }
        }
        return USUAL;
    }

    /** Writes a result to standard output. A reader that went away is no mistake: it has seen what it wanted. */
    public void result(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
            if (!reason.contains("broken pipe")) {
                throw Failure.unable("cannot write to standard output: " + reason, "write to a file with --output", e);
            }
        }
    }

    /** Writes a text result to standard output. */
    public void result(CharSequence text) {
        result(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Tells a person something, on standard error. */
    public void say(String line) {
        error((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Draws on standard error, without a new line. */
    public void draw(String text) {
        error(text.getBytes(StandardCharsets.UTF_8));
    }

    private void error(byte[] bytes) {
        try {
            err.write(bytes);
            err.flush();
        } catch (IOException e) {
            // nobody listens; the exit code still tells
        }
    }

    private boolean dumb() {
        return "dumb".equals(environment.apply("TERM"));
    }
}
