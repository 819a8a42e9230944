package io.nodeward.agent.help;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for bash. It needs no other script. */
final class BashCompletion {

    private static final String START = """
            # bash completion for nodeward: source it, or put it into /usr/share/bash-completion/completions/nodeward
            _nodeward() {
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i
              COMPREPLY=()
              if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
              for ((i = 1; i < COMP_CWORD; i++)); do
                case ${COMP_WORDS[i]} in
                  %s) command=${COMP_WORDS[i]}; break ;;
                esac
              done
              case $command:$before in
            """;
    private static final String END = """
                esac ;;
              esac
            }
            complete -F _nodeward nodeward
            """;

    private BashCompletion() {}

    static String script(CommandSpec program) {
        List<String> names = List.copyOf(program.subcommands().keySet());
        StringBuilder out = new StringBuilder(START.replace("%s", String.join("|", names)));
        values(out, "", program);
        for (CommandSpec command : Completion.commands(program)) {
            values(out, command.name(), command);
        }
        out.append("    *) case $command in\n");
        words(out, "''", program, names);
        for (CommandSpec command : Completion.commands(program)) {
            words(out, command.name(), command, Completion.parameterWords(command));
        }
        return out.append(END).toString();
    }

    private static void values(StringBuilder out, String name, CommandSpec command) {
        for (OptionSpec option : command.options()) {
            if (HelpText.takesValue(option)) {
                out.append("    ")
                        .append(name)
                        .append(':')
                        .append(option.longestName())
                        .append(") ");
                out.append(value(option)).append(" ;;\n");
            }
        }
    }

    private static String value(OptionSpec option) {
        List<String> words = Completion.words(option);
        if (!words.isEmpty()) {
            return "COMPREPLY=($(compgen -W '" + String.join(" ", words) + "' -- \"$word\"))";
        }
        if (Completion.directory(option)) {
            return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$word\")";
        }
        if (Completion.file(option)) {
            return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")";
        }
        return ":";
    }

    private static void words(StringBuilder out, String name, CommandSpec command, List<String> parameters) {
        List<String> words = new ArrayList<>(parameters);
        command.options().forEach(option -> words.add(option.longestName()));
        out.append("      ").append(name).append(") COMPREPLY=($(compgen -W '").append(String.join(" ", words));
        out.append("' -- \"$word\")) ;;\n");
    }
}
