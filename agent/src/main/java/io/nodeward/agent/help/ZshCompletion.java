package io.nodeward.agent.help;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for zsh. */
final class ZshCompletion {

    private static final String START = """
            #compdef nodeward
            # zsh completion for nodeward: put it into a directory of $fpath as _nodeward
            _nodeward() {
              local context state line
              typeset -A opt_args
              _arguments -C \\
            """;
    private static final String END = """
                  esac ;;
              esac
            }
            if [ "$funcstack[1]" = _nodeward ]; then _nodeward "$@"; else compdef _nodeward nodeward; fi
            """;

    private ZshCompletion() {}

    static String script(CommandSpec program) {
        StringBuilder out = new StringBuilder(START);
        options(out, program, "    ");
        out.append("    '1:command:->command' \\\n    '*::argument:->argument'\n");
        out.append("  case $state in\n    command)\n      local -a commands=(\n");
        for (CommandSpec command : Completion.commands(program)) {
            out.append("        '").append(command.name()).append(':');
            out.append(quoted(Completion.summary(command))).append("'\n");
        }
        out.append("      )\n      _describe command commands ;;\n    argument)\n      case $line[1] in\n");
        for (CommandSpec command : Completion.commands(program)) {
            out.append("        ").append(command.name()).append(")\n          _arguments \\\n");
            options(out, command, "            ");
            List<String> parameters = Completion.parameterWords(command);
            out.append("            '1:parameter:(")
                    .append(String.join(" ", parameters))
                    .append(")' ;;\n");
        }
        return out.append(END).toString();
    }

    private static void options(StringBuilder out, CommandSpec command, String indent) {
        for (OptionSpec option : command.options()) {
            boolean value = HelpText.takesValue(option);
            out.append(indent)
                    .append('\'')
                    .append(option.isMultiValue() ? "*" : "")
                    .append(option.longestName());
            out.append(value ? "=" : "")
                    .append('[')
                    .append(quoted(Completion.summary(option)))
                    .append(']');
            if (value) {
                out.append(':').append(quoted(option.paramLabel())).append(':').append(value(option));
            }
            out.append("' \\\n");
        }
    }

    private static String value(OptionSpec option) {
        List<String> words = Completion.words(option);
        if (!words.isEmpty()) {
            return "(" + String.join(" ", words) + ")";
        }
        if (Completion.directory(option)) {
            return "_files -/";
        }
        return Completion.file(option) ? "_files" : " ";
    }

    private static String quoted(String text) {
        return text.replace("'", "'\\''")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }
}
