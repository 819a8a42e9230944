package io.nodeward.agent.command;

import io.nodeward.agent.audit.Selection;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.text.Paragraphs;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.facts.FactType.Field;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Control;
import io.nodeward.profiles.Rule;
import io.nodeward.profiles.expression.FactPaths;
import io.nodeward.profiles.expression.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward explain}. */
final class ExplainCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Explain a control.",
                "Says what a control demands and why, by which expression over which facts, how to mend what it finds, and"
                        + " which requirements of benchmarks it answers.");
        spec.addPositional(Specs.parameter("CONTROL", true, "Id of a control; `nodeward controls` lists them."));
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes("0:explained", "2:there is no such control, or a configuration mistake"))
                .footer("nodeward explain kubelet-anonymous-auth");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        boolean json = options.oneOf("--format", FORMATS, "text").equals("json");
        Catalogue catalogue = Judging.catalogue(options, console);
        Control control = Selection.control(catalogue, Objects.requireNonNull(options.parameter(0)));
        List<Explained> facts = facts(control, Schema.builtIn());
        if (json) {
            Result.write(options, console, json(control, facts));
        } else {
            Result.write(options, console, text(control, facts, catalogue, console.width()));
        }
        return ExitCode.HOLDS;
    }

    /** A fact that the control reads. */
    private record Explained(String path, String type, String doc) {}

    private static List<Explained> facts(Control control, Schema schema) {
        FactPaths paths = new FactPaths();
        Rule rule = control.rule();
        if (rule.each() != null) {
            paths.add(rule.each());
        }
        if (rule.applies() != null) {
            paths.add(rule.applies().expression());
        }
        paths.add(rule.demand().expression());
        if (rule.reviewable() != null) {
            paths.add(rule.reviewable().expression());
        }
        List<Explained> facts = new ArrayList<>();
        for (String path : paths.all()) {
            Field field = schema.field(path);
            facts.add(new Explained(
                    path, field == null ? "" : field.type().toString(), field == null ? "" : field.doc()));
        }
        return facts;
    }

    private static String text(Control control, List<Explained> facts, Catalogue catalogue, int width) {
        Paragraphs out = new Paragraphs(width);
        out.wrap("", clean(control.title()));
        out.wrap(
                "",
                clean(control.id()) + ", " + control.severity().label()
                        + (control.local() ? ", from this host's own files" : ""));
        out.gap().line("WHY").wrap("  ", clean(control.why()));
        out.gap().line("WHAT");
        Rule rule = control.rule();
        if (rule.each() != null) {
            out.wrap("  for each ", 4, clean(rule.each().source()));
        }
        if (rule.applies() != null) {
            out.wrap("  applies where ", 4, clean(rule.applies().source()));
        }
        out.wrap("  demands ", 4, clean(rule.demand().source()));
        if (rule.review() != null) {
            String where = rule.reviewable() == null
                    ? ""
                    : " where " + clean(rule.reviewable().source());
            out.wrap("  else a person decides" + where + ": ", 4, clean(general(rule.review())));
        }
        out.gap().line("FACTS");
        for (Explained fact : facts) {
            out.wrap("  ", clean(fact.path) + " (" + clean(fact.type) + ")").wrap("      ", clean(fact.doc));
        }
        out.gap().line("MEND");
        for (String line : general(control.remedy().text()).split("\n")) {
            out.wrap("  ", clean(line));
        }
        if (control.remedy().action() != null) {
            out.wrap("  action ", 4, clean(control.remedy().action()));
        }
        if (!control.refs().isEmpty() || !control.links().isEmpty()) {
            out.gap().line("REFERENCES");
            for (Map.Entry<String, List<String>> ref : control.refs().entrySet()) {
                String title = catalogue.benchmarks().get(ref.getKey());
                out.wrap(
                        "  ",
                        clean(ref.getKey() + " " + String.join(", ", ref.getValue())
                                + (title == null ? "" : " (" + title + ")")));
            }
            for (String link : control.links()) {
                out.wrap("  ", clean(link));
            }
        }
        return out.toString();
    }

    private static byte[] json(Control control, List<Explained> facts) {
        return Json.document(json -> {
            json.object();
            ControlsCommand.describe(json, control);
            Rule rule = control.rule();
            json.field("each", rule.each() == null ? null : rule.each().source());
            json.field("applies", rule.applies() == null ? null : rule.applies().source());
            json.field("expression", rule.demand().source());
            json.array("facts");
            for (Explained fact : facts) {
                json.object();
                json.field("path", fact.path);
                json.field("type", fact.type);
                json.field("doc", fact.doc);
                json.endObject();
            }
            json.endArray();
            json.object("remedy");
            json.field("text", control.remedy().text().source());
            json.field("action", control.remedy().action());
            json.endObject();
            json.field("links", control.links());
            json.endObject();
        });
    }

    /** A sentence as it is where nothing is known of a host. */
    private static String general(Template sentence) {
        StringBuilder out = new StringBuilder();
        sentence.parts().forEach(part -> out.append(part.text()));
        return out.toString();
    }

    private static String clean(String text) {
        return Plain.line(text);
    }
}
