package io.nodeward.agent.command;

import io.nodeward.agent.audit.Auditor;
import io.nodeward.agent.audit.Outcome;
import io.nodeward.agent.audit.Request;
import io.nodeward.agent.config.Config;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.report.Format;
import io.nodeward.agent.report.Formats;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward metadata}. */
final class MetadataCommand implements Command {

    private static final List<String> ACTIONS = List.of("check");
    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "metadata";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Ask the cloud's metadata service what it gives to this host and its pods.",
                "check asks from the host's network and, as root, from those of up to eight pods, and judges the answers"
                        + " as nodeward audit does. It looks at the status of answers only and reads no credentials.",
                "metadata.probe of the configuration says whom it asks: auto the service of the cloud that firmware and"
                        + " cloud-init name, always those of all clouds, never none.");
        spec.addPositional(Specs.parameter("ACTION", ACTIONS, true, "check."));
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:nothing that pods or plain requests should not get is given, or there is no such service",
                        "1:something is, or it could not be found out though it should have been",
                        "2:usage or configuration mistake; nothing was asked"))
                .footer("nodeward metadata check", "nodeward metadata check --format json");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        options.action(ACTIONS);
        boolean json = options.oneOf("--format", FORMATS, "text").equals("json");
        Config config = Judging.config(options);
        Auditor.Audited audited = Auditor.look(
                new Request("/", config.audit().offline(), List.of(), List.of("metadata-*"), config, console.clock()));
        boolean holds = Outcome.holds(
                audited.report(), config.audit().failOn(), config.audit().unknownOk());
        MetadataAnswers answers = MetadataAnswers.in(audited.facts());
        if (json) {
            Result.write(options, console, answers.json());
        } else if (!holds || !options.has("--quiet") || options.has("--output")) {
            Format.Style style = new Format.Style(
                    console.color(options.oneOf("--color", Specs.WHEN, "auto")),
                    console.width(),
                    options.has("--verbose"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(answers.text().getBytes(StandardCharsets.UTF_8));
            out.writeBytes(Formats.named("text").write(audited.report(), style));
            Result.write(options, console, out.toByteArray());
        }
        return holds ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }
}
