package io.nodeward.agent.command;

import io.nodeward.agent.console.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Builds command descriptions. The options here mean the same for every command that has them. */
final class Specs {

    static final String CONFIG_FILE = "/etc/nodeward/config.yaml";
    static final List<String> WHEN = List.of("auto", "always", "never");

    private Specs() {}

    /** A command with the options that all have. */
    static CommandSpec command(String name, String header, String... description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.interpolateVariables(false);
        spec.parser().expandAtFiles(false);
        spec.usageMessage().header(header).description(description);
        // options keep the order in which they are added: a command's own first, since those are what it is about
        spec.usageMessage().sortOptions(false);
        return spec;
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    static OptionSpec value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec choice(String name, String label, List<String> known, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .completionCandidates(known)
                .description(description)
                .build();
    }

    static OptionSpec repeatable(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    static PositionalParamSpec parameter(String label, boolean required, String description) {
        return parameter(label, List.of(), required, description);
    }

    static PositionalParamSpec parameter(String label, List<String> known, boolean required, String description) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .index("0")
                .arity(required ? "1" : "0..1")
                .required(required)
                .completionCandidates(known)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** Exit codes and what they mean: {@code "0:printed"}. */
    static Map<String, String> exitCodes(String... lines) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (String line : lines) {
            codes.put(line.substring(0, 1), line.substring(2));
        }
        return codes;
    }

    static OptionSpec root() {
        return value(
                "--root",
                "DIR",
                "Look at the tree below DIR in place of this host: an image, a mounted disk, a captured /etc and /proc. Nothing is asked over a network then.");
    }

    /** The directory that {@code --root} names, else the host's own. */
    static String root(Options options) {
        String root = options.value("--root", "/");
        if (root.isEmpty()) {
            throw Failure.usage("--root names no directory", "--root takes the directory that is the host's /");
        }
        return root;
    }

    static OptionSpec config() {
        return value("--config", "FILE", "Configuration file (default: " + CONFIG_FILE + ", which may be absent).");
    }

    static OptionSpec format(List<String> names) {
        return choice(
                "--format",
                "NAME",
                names,
                "How to write the result: " + String.join(", ", names) + " (default: " + names.getFirst() + ").");
    }

    /** What every command that prints a result has. */
    static void output(CommandSpec spec) {
        spec.addOption(
                value(
                        "--output",
                        "FILE",
                        "Write the result to FILE, whole or not at all; a new file is for your eyes only. - is standard output."));
        spec.addOption(choice(
                "--color",
                "WHEN",
                WHEN,
                "Colour in text: auto (on a terminal, unless NO_COLOR is set), always, never."));
        spec.addOption(
                choice("--progress", "WHEN", WHEN, "Progress on standard error: auto (on a terminal), always, never."));
        spec.addOption(flag("--quiet", "Print nothing where all is well."));
        spec.addOption(flag("--verbose", "Print everything; after an error, where in the program it arose."));
        help(spec);
    }

    static void help(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--help", "-h")
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("Print this help.")
                .build());
    }
}
