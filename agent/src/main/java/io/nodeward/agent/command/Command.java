package io.nodeward.agent.command;

import io.nodeward.agent.console.Console;
import picocli.CommandLine.Model.CommandSpec;

/** One command of the program. Immutable; a run keeps nothing. */
public interface Command {

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
