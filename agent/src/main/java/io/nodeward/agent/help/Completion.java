package io.nodeward.agent.help;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Scripts that let a shell complete command lines, and what the scripts for all shells are made from. */
public final class Completion {

    /** The shells that are served. */
    public static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private Completion() {}

    /** Returns the script for one of {@link #SHELLS}. */
    public static String script(String shell, CommandSpec program) {
        return switch (shell) {
            case "bash" -> BashCompletion.script(program);
            case "zsh" -> ZshCompletion.script(program);
            case "fish" -> FishCompletion.script(program);
            default -> throw new IllegalArgumentException(shell);
        };
    }

    /** The commands of the program. */
    static List<CommandSpec> commands(CommandSpec program) {
        List<CommandSpec> commands = new ArrayList<>();
        program.subcommands().values().forEach(command -> commands.add(command.getCommandSpec()));
        return commands;
    }

    /** What a value can be when it is one of a few words. */
    static List<String> words(ArgSpec argument) {
        List<String> words = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(words::add);
        }
        return words;
    }

    /** What a command's parameter can be when it is one of a few words. */
    static List<String> parameterWords(CommandSpec command) {
        List<String> words = new ArrayList<>();
        command.positionalParameters().forEach(parameter -> words.addAll(words(parameter)));
        return words;
    }

    /** Whether a value is the name of a file. */
    static boolean file(OptionSpec option) {
        return option.paramLabel().equals("FILE");
    }

    /** Whether a value is the name of a directory. */
    static boolean directory(OptionSpec option) {
        return option.paramLabel().equals("DIR");
    }

    /** A command in one sentence. */
    static String summary(CommandSpec command) {
        return String.join(" ", command.usageMessage().header());
    }

    /** An option in a sentence or two. */
    static String summary(OptionSpec option) {
        return String.join(" ", option.description());
    }
}
