package io.nodeward.agent.command;

import io.nodeward.agent.audit.FactTree;
import io.nodeward.agent.audit.Probes;
import io.nodeward.agent.config.Config;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.console.Failure;
import io.nodeward.agent.text.Plain;
import io.nodeward.hostprobes.HostFacts;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward facts}. */
final class FactsCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "facts";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Show what the probes see.",
                "Shows every fact with its value and where that was read, one a line, and for those that could not be found"
                        + " out the reason. Facts are what controls judge. Keys and tokens are never among them.");
        spec.addPositional(Specs.parameter("PREFIX", false, "Show only facts below this one, as in kubelets.config."));
        spec.addOption(Specs.flag("--offline", "Ask nothing of running components; read files only."));
        spec.addOption(Specs.root());
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:shown",
                        "2:there is no such fact, or a configuration mistake",
                        "3:the host could not be looked at"))
                .footer(
                        "nodeward facts",
                        "nodeward facts kubelets.config.authentication",
                        "nodeward facts --root /mnt/image etcds --format json");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        boolean json = options.oneOf("--format", FORMATS, "text").equals("json");
        String prefix = options.parameter(0);
        if (prefix != null) {
            known(prefix);
        }
        Config config = Judging.config(options);
        boolean offline = options.has("--offline")
                || options.has("--root")
                || config.audit().offline();
        String wanted = prefix == null ? null : FactTree.declared(prefix).split("\\.", 2)[0];
        Probes.Seen seen = Probes.look(
                Specs.root(options),
                new HostFacts.Options(
                        () -> offline,
                        name -> wanted == null || wanted.equals(name),
                        () -> config.metadata().leave(offline),
                        () -> config.files().leave(),
                        () -> config.binaries().checks()));
        if (Probes.sawNoHost(seen.gaps())) {
            throw Judging.noHost(options);
        }
        FactTree tree = new FactTree(prefix);
        if (json) {
            Result.write(options, console, tree.json(seen.facts()));
        } else {
            String text = tree.text(seen.facts());
            if (text.isEmpty() && !options.has("--quiet")) {
                console.say("nodeward: this host has no " + (prefix == null ? "facts" : Plain.line(prefix, 100)));
            }
            Result.write(options, console, text);
        }
        Judging.say(seen.gaps(), console);
        return ExitCode.HOLDS;
    }

    /** Refuses what no host can have; the schema is only read when there is a prefix to check. */
    private static void known(String prefix) {
        Schema schema = Schema.builtIn();
        String declared = FactTree.declared(prefix);
        if (schema.field(declared) != null) {
            return;
        }
        String parent = declared;
        while (parent.contains(".")) {
            parent = parent.substring(0, parent.lastIndexOf('.'));
            if (schema.field(parent) != null) {
                break;
            }
        }
        List<String> names = new ArrayList<>();
        FactTree.fields(schema, schema.field(parent) == null ? "" : parent).forEach(names::add);
        String next = schema.field(parent) == null ? declared : declared.substring(parent.length() + 1);
        int dot = next.indexOf('.');
        String word = dot < 0 ? next : next.substring(0, dot);
        throw Failure.usage(
                "unknown fact " + Plain.line(prefix, 200) + Suggestion.of(word, names),
                schema.field(parent) == null
                        ? "nodeward facts shows all"
                        : "nodeward facts " + Plain.line(parent) + " shows what there is");
    }
}
