package io.nodeward.agent.help;

import io.nodeward.agent.console.Console;
import io.nodeward.agent.text.Paragraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The text of {@code --help}: use, description, parameters, options, exit codes, examples. */
public final class HelpText {

    private static final int COLUMN = 22;

    private HelpText() {}

    /** Returns the help of a command, as wide as the console. */
    public static String of(CommandSpec spec, Console console) {
        return of(spec, console.width());
    }

    /** Returns the help of a command. */
    public static String of(CommandSpec spec, int width) {
        Paragraphs out = new Paragraphs(width);
        out.wrap("usage: ", "usage: ".length() + 2, synopsis(spec));
        out.gap();
        for (String paragraph : spec.usageMessage().header()) {
            out.wrap("", paragraph);
        }
        for (String paragraph : spec.usageMessage().description()) {
            out.gap().wrap("", paragraph);
        }
        Map<String, picocli.CommandLine> commands = spec.subcommands();
        if (!commands.isEmpty()) {
            out.gap().line("COMMANDS");
            commands.forEach((name, command) ->
                    entry(out, name, command.getCommandSpec().usageMessage().header()));
        }
        if (!spec.positionalParameters().isEmpty()) {
            out.gap().line("PARAMETERS");
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                entry(out, parameter.paramLabel(), parameter.description());
            }
        }
        out.gap().line("OPTIONS");
        for (OptionSpec option : spec.options()) {
            entry(out, names(option), option.description());
        }
        out.gap().line("EXIT CODES");
        spec.usageMessage().exitCodeList().forEach((code, meaning) -> entry(out, code, meaning));
        out.gap().line("EXAMPLES");
        for (String example : spec.usageMessage().footer()) {
            out.line("  " + example);
        }
        return out.toString();
    }

    /** {@code nodeward explain [OPTIONS] CONTROL}. */
    static String synopsis(CommandSpec spec) {
        StringBuilder out = new StringBuilder(spec.qualifiedName()).append(" [OPTIONS]");
        if (!spec.subcommands().isEmpty()) {
            out.append(" COMMAND");
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            out.append(' ').append(parameter.required() ? parameter.paramLabel() : "[" + parameter.paramLabel() + "]");
        }
        return out.toString();
    }

    /** {@code -h, --help} or {@code --format NAME}. */
    static String names(OptionSpec option) {
        List<String> names = new ArrayList<>(List.of(option.names()));
        names.sort((a, b) -> a.length() - b.length());
        String joined = String.join(", ", names);
        return takesValue(option) ? joined + " " + option.paramLabel() : joined;
    }

    /** Whether an option is followed by a value. */
    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private static void entry(Paragraphs out, String label, String... description) {
        String text = String.join(" ", description);
        String start = "  " + label;
        if (start.length() + 2 > COLUMN) {
            out.line(start);
            start = "";
        }
        out.wrap(start + " ".repeat(COLUMN - start.length()), text);
    }
}
