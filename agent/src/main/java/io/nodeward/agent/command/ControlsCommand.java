package io.nodeward.agent.command;

import io.nodeward.agent.audit.Selection;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.json.JsonWriter;
import io.nodeward.agent.text.Paragraphs;
import io.nodeward.agent.text.Plain;
import io.nodeward.profiles.Baseline;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward controls}. */
final class ControlsCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "controls";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "List controls and baselines.",
                "Lists the baselines, and the controls in them with severity and title. Those of this host's own files are"
                        + " among them.");
        spec.addOption(
                Specs.repeatable("--baseline", "ID", "List only the controls of this baseline; may be repeated."));
        spec.addOption(Specs.repeatable(
                "--control", "PATTERN", "List only controls with such an id, as in 'kubelet-*'; may be repeated."));
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:listed", "2:there is no such baseline or control, or a configuration mistake"))
                .footer(
                        "nodeward controls",
                        "nodeward controls --baseline cis-k8s-1.12",
                        "nodeward controls --control 'etcd-*' --format json");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        boolean json = options.oneOf("--format", FORMATS, "text").equals("json");
        Catalogue catalogue = Judging.catalogue(options, console);
        List<String> ids = options.values("--baseline");
        Collection<Baseline> baselines = ids.isEmpty() ? catalogue.baselines() : Selection.baselines(catalogue, ids);
        List<Control> controls = Selection.matching(
                ids.isEmpty() ? new ArrayList<>(catalogue.controls()) : catalogue.controlsOf(baselines),
                options.values("--control"));
        if (json) {
            Result.write(options, console, json(baselines, controls));
        } else {
            Result.write(options, console, text(baselines, controls, console.width()));
        }
        return ExitCode.HOLDS;
    }

    private static String text(Collection<Baseline> baselines, List<Control> controls, int width) {
        Paragraphs out = new Paragraphs(width);
        out.line("BASELINES");
        for (Baseline baseline : baselines) {
            out.wrap(
                    "  ",
                    Plain.line(baseline.id() + ": " + baseline.title() + ", "
                            + baseline.controls().size() + " controls"));
        }
        out.gap().line("CONTROLS");
        for (Control control : controls) {
            String severity = control.severity().label();
            out.line(
                    "  " + severity + " ".repeat("critical  ".length() - severity.length()) + Plain.line(control.id()));
            out.wrap("            ", Plain.line(control.title()));
        }
        return out.toString();
    }

    private static byte[] json(Collection<Baseline> baselines, List<Control> controls) {
        return Json.document(json -> {
            json.object();
            json.array("baselines");
            for (Baseline baseline : baselines) {
                json.object();
                json.field("id", baseline.id());
                json.field("title", baseline.title());
                json.field("version", baseline.version());
                json.field("local", baseline.local());
                json.field("controls", baseline.controls());
                json.endObject();
            }
            json.endArray();
            json.array("controls");
            for (Control control : controls) {
                json.object();
                describe(json, control);
                json.endObject();
            }
            json.endArray();
            json.endObject();
        });
    }

    /** Writes the fields that say what a control is. */
    static void describe(JsonWriter json, Control control) {
        json.field("control", control.id());
        json.field("title", control.title());
        json.field("severity", control.severity().label());
        json.field("why", control.why());
        json.field("local", control.local());
        json.object("refs");
        for (Map.Entry<String, List<String>> ref : control.refs().entrySet()) {
            json.field(ref.getKey(), ref.getValue());
        }
        json.endObject();
    }
}
