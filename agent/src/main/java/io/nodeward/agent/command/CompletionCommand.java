package io.nodeward.agent.command;

import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.help.Completion;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.yaml.Suggestion;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward completion}. */
final class CompletionCommand implements Command {

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Print a completion script for a shell.",
                "Prints a script that lets the shell complete commands and options.");
        spec.addPositional(Specs.parameter("SHELL", Completion.SHELLS, true, "bash, zsh or fish."));
        Specs.help(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes("0:printed", "2:there is no such shell"))
                .footer(
                        "source <(nodeward completion bash)",
                        "nodeward completion fish > ~/.config/fish/completions/nodeward.fish");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        String shell = options.parameter(0);
        if (shell == null || !Completion.SHELLS.contains(shell)) {
            String word = shell == null ? "" : shell;
            throw Failure.usage(
                    "unknown shell " + Plain.line(word, 100) + Suggestion.of(word, Completion.SHELLS),
                    "nodeward completion takes " + String.join(", ", Completion.SHELLS));
        }
        console.result(Completion.script(shell, Commands.program()));
        return ExitCode.HOLDS;
    }
}
