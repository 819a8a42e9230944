package io.nodeward.agent.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** All commands. A new one is a class and a line here. */
public final class Commands {

    private static final List<String> NAMES = List.of(
            "audit",
            "explain",
            "controls",
            "facts",
            "metadata",
            "encryption",
            "config",
            "version",
            "completion",
            "help");

    private Commands() {}

    /** The words that call commands, in the order of the help. */
    public static List<String> names() {
        return NAMES;
    }

    /** Returns the command that a word calls, or null. Only that one is made: a run needs no other. */
    public static @Nullable Command named(String name) {
        return switch (name) {
            case "audit" -> new AuditCommand();
            case "explain" -> new ExplainCommand();
            case "controls" -> new ControlsCommand();
            case "facts" -> new FactsCommand();
            case "metadata" -> new MetadataCommand();
            case "encryption" -> new EncryptionCommand();
            case "config" -> new ConfigCommand();
            case "version" -> new VersionCommand();
            case "completion" -> new CompletionCommand();
            case "help" -> new HelpCommand();
            default -> null;
        };
    }

    /** The program's own description with all commands below it. */
    public static CommandSpec program() {
        CommandSpec spec = Specs.command(
                "nodeward",
                "Audit and harden a Kubernetes node.",
                "Nodeward reads what the components on this host really do, judges it by baselines of controls and says"
                        + " what is wrong, where that is written and how to mend it. It runs no program to look, and"
                        + " changes nothing unless it is told to.");
        spec.addOption(Specs.root());
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(List.of("text", "json")));
        Specs.output(spec);
        for (String name : NAMES) {
            Command command = named(name);
            if (command != null) {
                spec.addSubcommand(name, command.spec());
            }
        }
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:the asked-for state is shown to hold",
                        "1:it is not",
                        "2:usage or configuration mistake; nothing was done",
                        "3:it could not be found out or done; nothing is left half-changed"))
                .footer(
                        "nodeward audit",
                        "nodeward audit --root /mnt/image --format json --output report.json",
                        "nodeward help audit");
        return spec;
    }
}
