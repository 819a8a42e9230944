package io.nodeward.agent.command;

import io.nodeward.agent.audit.Ahead;
import io.nodeward.agent.audit.Auditor;
import io.nodeward.agent.audit.Catalogues;
import io.nodeward.agent.audit.Outcome;
import io.nodeward.agent.audit.Probes;
import io.nodeward.agent.audit.Request;
import io.nodeward.agent.config.Config;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.report.EarlierReport;
import io.nodeward.agent.report.Format;
import io.nodeward.agent.report.Formats;
import io.nodeward.agent.report.Names;
import io.nodeward.agent.report.Report;
import io.nodeward.profiles.Severity;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward audit}. */
final class AuditCommand implements Command {

    private @Nullable Ahead ahead;

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public void begin(List<String> words) {
        ahead = Ahead.begin(words);
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Look at this host once and report.",
                "Reads the configuration that the components on this host really use, judges it by the controls of the"
                        + " baselines and reports the worst first. Nothing is changed and no program is run.",
                "Without root it works too, and says what it could not see. With --root nothing is asked of running"
                        + " components, and what only a live host can tell is unknown.");
        spec.addOption(Specs.repeatable(
                "--baseline", "ID", "Judge by this baseline; may be repeated. `nodeward controls` lists them."));
        spec.addOption(Specs.repeatable(
                "--control", "PATTERN", "Judge only by controls with such an id, as in 'kubelet-*'; may be repeated."));
        spec.addOption(Specs.choice(
                "--fail-on",
                "SEVERITY",
                Names.severities(),
                "Exit with 1 for findings of this severity or worse: critical, high, medium, low (default: high)."));
        spec.addOption(Specs.choice(
                "--unknown",
                "ok|fail",
                List.of("ok", "fail"),
                "Whether what should have been readable and was not makes the exit code 1 (default: fail)."));
        spec.addOption(Specs.flag("--offline", "Ask nothing of running components; read files only."));
        spec.addOption(Specs.value("--compare", "FILE", "Say what changed since FILE, an earlier report in JSON."));
        spec.addOption(Specs.root());
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(Formats.NAMES));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:nothing of that severity fails",
                        "1:something fails, or could not be found out though it should have been",
                        "2:usage or configuration mistake; nothing was done",
                        "3:the host could not be looked at, or the report not be written"))
                .footer(
                        "nodeward audit",
                        "nodeward audit --baseline cis-k8s-1.12 --fail-on medium",
                        "nodeward audit --root /mnt/image --format sarif --output image.sarif",
                        "nodeward audit --format json --output now.json --compare yesterday.json");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        String formatName = options.oneOf("--format", Formats.NAMES, "text");
        Format format = Formats.named(formatName);
        Severity failOn = Severity.of(options.oneOf("--fail-on", Names.severities(), ""));
        String unknown = options.oneOf("--unknown", List.of("ok", "fail"), "");
        Format.Style style = new Format.Style(
                console.color(options.oneOf("--color", Specs.WHEN, "auto")), console.width(), options.has("--verbose"));
        boolean progress = console.progress(options.oneOf("--progress", Specs.WHEN, "auto"));
        EarlierReport earlier = earlier(options, formatName, format);
        Config file = Judging.config(options);
        Config.Audit config = file.audit();

        if (progress) {
            console.draw("looking at the host...\r");
        }
        Request request = new Request(
                Specs.root(options),
                config.offline() || options.has("--offline") || options.has("--root"),
                baselines(options, config),
                options.values("--control"),
                file,
                console.clock(),
                progress ? count -> console.draw("looking at the disk: " + count + " names...\r") : _ -> {});
        Report report = ahead == null ? Auditor.audit(request) : Auditor.audit(request, ahead);
        if (progress) {
            console.draw("                                              \r");
        }
        if (earlier != null) {
            report = report.with(earlier.compare(report.findings()));
        }
        if (Probes.sawNoHost(report.errors())) {
            if (!formatName.equals("text")) {
                Result.write(options, console, format.write(report, style));
            }
            throw Judging.noHost(options);
        }
        boolean unknownOk = unknown.isEmpty() ? config.unknownOk() : unknown.equals("ok");
        boolean holds = Outcome.holds(report, failOn == null ? config.failOn() : failOn, unknownOk);
        if (!holds || !options.has("--quiet") || options.has("--output")) {
            Result.write(options, console, format.write(report, style));
        }
        // the text has them already
        if (!formatName.equals("text") || options.has("--output")) {
            Judging.say(report.errors(), console);
        }
        if (holds && !unknownOk && !Catalogues.complete(report)) {
            console.say("nodeward: not everything that this host is to be judged by could be read");
            console.say("  run it as root, or let --unknown ok pass that");
            return ExitCode.UNABLE;
        }
        return holds ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }

    /** A pattern alone chooses from all controls. */
    private static List<String> baselines(Options options, Config.Audit config) {
        List<String> named = options.values("--baseline");
        return named.isEmpty() && options.values("--control").isEmpty() ? config.baselines() : named;
    }

    private static @Nullable EarlierReport earlier(Options options, String formatName, Format format) {
        String file = options.value("--compare");
        if (file == null) {
            return null;
        }
        if (!format.compares()) {
            throw Failure.usage("--compare does not go with --format " + formatName, "use --format text or json");
        }
        return EarlierReport.read(Path.of(file));
    }
}
