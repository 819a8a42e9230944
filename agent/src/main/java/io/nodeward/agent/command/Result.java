package io.nodeward.agent.command;

import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.WholeFile;
import java.nio.charset.StandardCharsets;

/** Takes a command's result where {@code --output} says. */
public final class Result {

    private Result() {}

    /** Writes bytes. */
    public static void write(Options options, Console console, byte[] content) {
        String file = options.value("--output", "-");
        if (file.equals("-")) {
            console.result(content);
        } else {
            WholeFile.write(file, content);
        }
    }

    /** Writes text. */
    public static void write(Options options, Console console, CharSequence text) {
        write(options, console, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
