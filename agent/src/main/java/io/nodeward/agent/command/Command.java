package io.nodeward.agent.command;

import io.nodeward.agent.console.Console;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** One command of the program, made for one run. */
public interface Command {

    /**
     * Begins, in threads of its own, what takes time and need not wait for the options. Prints and throws nothing.
     *
     * @param words what stands behind the command's name, unchecked
     */
    default void begin(List<String> words) {}

    /** The word that calls it. */
    String name();

    /**
     * Its options, parameters and help, made anew. What help, manual page and completion show comes from here: header,
     * description, exit codes and, as the footer, examples.
     */
    CommandSpec spec();

    /** Does it and returns the exit code. */
    int run(Options options, Console console);
}
