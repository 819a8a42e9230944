package io.nodeward.agent.command;

import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.help.HelpText;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.yaml.Suggestion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Takes a command line, runs its command and turns whatever happens into messages and an exit code. */
public final class Cli {

    private final Console console;

    public Cli(Console console) {
        this.console = console;
    }

    /** Runs one command line and returns the exit code. Nothing is thrown. */
    public int run(String... arguments) {
        try {
            return dispatch(arguments);
        } catch (Failure e) {
            report(e, arguments);
            return e.code();
        } catch (RuntimeException | Error e) {
            report(
                    Failure.unable(
                            "a mistake in nodeward itself: " + e.getClass().getSimpleName(),
                            "run it again with --verbose and report what it prints",
                            e),
                    arguments);
            return ExitCode.UNABLE;
        }
    }

    private int dispatch(String[] arguments) {
        // the usual case first: building one command is much faster than building all
        Command command = arguments.length > 0 ? Commands.named(arguments[0]) : null;
        if (command != null) {
            List<String> words = List.of(arguments).subList(1, arguments.length);
            command.begin(words);
            CommandSpec spec = command.spec().name("nodeward " + command.name());
            return run(command, List.of(parse(spec, words.toArray(String[]::new))));
        }
        if (arguments.length == 0) {
            console.result(HelpText.of(Commands.program(), console));
            return ExitCode.USAGE;
        }
        CommandSpec program = Commands.program();
        if (!arguments[0].startsWith("-")) {
            throw Failure.usage(
                    "unknown command " + Plain.line(arguments[0], 100) + Suggestion.of(arguments[0], Commands.names()),
                    "nodeward help lists the commands");
        }
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            return run(new VersionCommand(), List.of(parse(new VersionCommand().spec())));
        }
        ParseResult result = parse(program, arguments);
        if (!result.hasSubcommand()) {
            if (result.isUsageHelpRequested()) {
                console.result(HelpText.of(program, console));
                return ExitCode.HOLDS;
            }
            throw Failure.usage("no command is named", "nodeward help lists the commands");
        }
        ParseResult sub = result.subcommand();
        Command named = Commands.named(sub.commandSpec().name());
        if (named == null) {
            throw new IllegalStateException("a command without its name in the list");
        }
        return run(named, List.of(sub, result));
    }

    private int run(Command command, List<ParseResult> nearestFirst) {
        ParseResult own = nearestFirst.getFirst();
        if (own.isUsageHelpRequested()) {
            console.result(HelpText.of(own.commandSpec(), console));
            return ExitCode.HOLDS;
        }
        if (nearestFirst.size() > 1) {
            for (OptionSpec option : own.matchedOptions()) {
                if (nearestFirst.getLast().hasMatchedOption(option.longestName())) {
                    throw Failure.usage(
                            name(option) + " is given more than once", "try: nodeward " + command.name() + " --help");
                }
            }
        }
        return command.run(new Options("nodeward " + command.name(), nearestFirst), console);
    }

    private static ParseResult parse(CommandSpec spec, String... arguments) {
        try {
            return new CommandLine(spec).parseArgs(arguments);
        } catch (ParameterException e) {
            CommandSpec at = e.getCommandLine().getCommandSpec();
            throw Failure.usage(message(e, at, arguments), "try: " + at.qualifiedName() + " --help");
        }
    }

    private static String message(ParameterException e, CommandSpec spec, String[] arguments) {
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched.getUnmatched(), spec);
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given more than once";
            case MissingParameterException missing
            when !missing.getMissing().isEmpty() -> missing(missing.getMissing().getFirst());
            case MaxValuesExceededException _ -> surplus(arguments, spec);
            default -> Plain.line(String.valueOf(e.getMessage()), 400);
        };
    }

    private static String unmatched(List<String> words, CommandSpec spec) {
        String word = words.getFirst();
        if (!word.startsWith("-") || word.equals("-")) {
            return "unexpected argument " + Plain.line(word, 100);
        }
        int equals = word.indexOf('=');
        String option = equals < 0 ? word : word.substring(0, equals);
        List<String> known = new ArrayList<>();
        for (OptionSpec candidate : spec.options()) {
            known.addAll(List.of(candidate.names()));
        }
        if (known.contains(option)) {
            return option + " takes no value";
        }
        return "unknown option " + Plain.line(option, 100) + Suggestion.of(option, known);
    }

    private static String surplus(String[] arguments, CommandSpec spec) {
        for (String word : arguments) {
            int equals = word.indexOf('=');
            OptionSpec option = equals < 0 ? null : spec.findOption(word.substring(0, equals));
            if (option != null && option.arity().max() == 0) {
                return name(option) + " takes no value";
            }
        }
        return "an option that takes no value is given one";
    }

    private static String missing(ArgSpec argument) {
        return argument instanceof OptionSpec
                ? name(argument) + " needs a value: " + name(argument) + " " + argument.paramLabel()
                : argument.paramLabel() + " is missing";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private void report(Failure failure, String[] arguments) {
        console.say("nodeward: " + failure.getMessage());
        if (failure.hint() != null) {
            console.say("  " + failure.hint());
        }
        @Nullable Throwable cause = failure.getCause();
        if (cause != null && List.of(arguments).contains("--verbose")) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace, true));
            for (String line : trace.toString().split("\n")) {
                console.say("  " + Plain.line(line.replace("\t", "    ")));
            }
        }
    }
}
