package io.nodeward.agent.help;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish. */
final class FishCompletion {

    private static final String START = """
            # fish completion for nodeward: put it into ~/.config/fish/completions/nodeward.fish
            complete -c nodeward -f
            """;

    private FishCompletion() {}

    static String script(CommandSpec program) {
        StringBuilder out = new StringBuilder(START);
        for (CommandSpec command : Completion.commands(program)) {
            out.append("complete -c nodeward -n __fish_use_subcommand -a ").append(command.name());
            describe(out, Completion.summary(command));
        }
        options(out, program, "__fish_use_subcommand");
        for (CommandSpec command : Completion.commands(program)) {
            String when = "'__fish_seen_subcommand_from " + command.name() + "'";
            options(out, command, when);
            List<String> parameters = Completion.parameterWords(command);
            if (!parameters.isEmpty()) {
                out.append("complete -c nodeward -n ").append(when);
                out.append(" -a '").append(String.join(" ", parameters)).append("'\n");
            }
        }
        return out.toString();
    }

    private static void options(StringBuilder out, CommandSpec command, String when) {
        for (OptionSpec option : command.options()) {
            out.append("complete -c nodeward -n ").append(when);
            out.append(" -l ").append(option.longestName().substring("--".length()));
            List<String> words = Completion.words(option);
            if (!words.isEmpty()) {
                out.append(" -x -a '").append(String.join(" ", words)).append('\'');
            } else if (Completion.file(option) || Completion.directory(option)) {
                out.append(" -r -F");
            } else if (HelpText.takesValue(option)) {
                out.append(" -x");
            }
            describe(out, Completion.summary(option));
        }
    }

    private static void describe(StringBuilder out, String text) {
        out.append(" -d '")
                .append(text.replace("\\", "\\\\").replace("'", "\\'"))
                .append("'\n");
    }
}
