package io.nodeward.agent.command;

import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.help.HelpText;
import io.nodeward.agent.help.ManualPage;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.yaml.Suggestion;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward help}. */
final class HelpCommand implements Command {

    @Override
    public String name() {
        return "help";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Explain a command.",
                "Prints the help of a command, or of nodeward itself with a list of its commands.");
        spec.addPositional(Specs.parameter("COMMAND", false, "The command to explain."));
        spec.addOption(Specs.flag("--man", "Print the manual page, in roff."));
        Specs.help(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes("0:printed", "2:there is no such command"))
                .footer("nodeward help audit", "nodeward help --man audit | man -l -");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        CommandSpec program = Commands.program();
        String word = options.parameter(0);
        CommandSpec spec = program;
        if (word != null) {
            picocli.CommandLine command = program.subcommands().get(word);
            if (command == null) {
                throw Failure.usage(
                        "unknown command " + Plain.line(word, 100) + Suggestion.of(word, Commands.names()),
                        "nodeward help lists the commands");
            }
            spec = command.getCommandSpec();
        }
        console.result(options.has("--man") ? ManualPage.of(spec) : HelpText.of(spec, console));
        return ExitCode.HOLDS;
    }
}
