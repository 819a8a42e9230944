package io.nodeward.agent.command;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.json.Json;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward version}. */
final class VersionCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "version";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(), "Print the version.", "Prints the version of nodeward and of the Java runtime in it.");
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage().exitCodeList(Specs.exitCodes("0:printed")).footer("nodeward version");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        String java = Runtime.version().toString();
        if (options.oneOf("--format", FORMATS, "text").equals("json")) {
            Result.write(options, console, Json.document(json -> {
                json.object();
                json.field("version", BuildInfo.VERSION);
                json.field("java", java);
                json.endObject();
            }));
        } else {
            Result.write(options, console, "nodeward " + BuildInfo.VERSION + " (Java " + java + ")\n");
        }
        return ExitCode.HOLDS;
    }
}
