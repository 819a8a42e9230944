package io.nodeward.agent;

import io.nodeward.agent.command.Cli;
import io.nodeward.agent.console.Console;

/** Where the program starts. */
public final class Main {

    private Main() {}

    /** Runs one command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // exit() would look for loggers in every jar to log that somebody called it; there is nothing left to shut down
        Runtime.getRuntime().halt(run(arguments));
    }

    /** Runs one command line and returns its exit code. */
    static int run(String... arguments) {
        return new Cli(Console.ofProcess()).run(arguments);
    }
}
