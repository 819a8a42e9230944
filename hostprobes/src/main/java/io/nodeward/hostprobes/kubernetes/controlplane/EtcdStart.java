package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.PodEnvironment;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.kubernetes.flags.CommandLine;
import io.nodeward.hostprobes.kubernetes.flags.FlagSpec;
import io.nodeward.hostprobes.kubernetes.flags.FlagTable;
import io.nodeward.hostprobes.kubernetes.flags.FlagUse;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The settings that etcd makes of its flags, its environment and its configuration file: with a file everything else is
 * ignored; without one a variable counts where its flag is not given, and etcd refuses to start with both. (server
 * etcdmain/config.go: parse, configFromCmdLine; pkg/flags/flag.go: SetFlagsFromEnv.)
 */
final class EtcdStart {

    private static final String FILE = "config-file";

    private EtcdStart() {}

    static Start of(List<Argument> arguments, Read<PodEnvironment> environment, FlagTable table, Places places) {
        CommandLine line = CommandLine.goFlag(arguments, table);
        List<FlagUse> uses = new ArrayList<>(line.uses());
        Set<String> doubtful = new HashSet<>(line.doubtful());
        Unknown hidden = null;
        if (environment instanceof Read.Found<PodEnvironment>(PodEnvironment found)) {
            variables(found.variables(), table, line, uses, doubtful);
            hidden = found.rest();
        } else if (environment instanceof Read.Failed<PodEnvironment>(String path, String reason)) {
            hidden = new Unknown("may stand in its environment, which cannot be read: " + reason, path);
        } else {
            hidden = new Unknown("may stand in its environment, which is not there", "environ");
        }
        CommandLine whole = new CommandLine(
                replaced(uses, table), line.unknown(), line.positional(), line.stray(), line.mistake(), doubtful);
        Start plain = new Start(new FlagValues(table, whole), places, hidden);
        Node file = plain.value(FILE);
        if (file instanceof Known known && !known.value().equals("")) {
            return EtcdConfigFile.start(plain, line);
        }
        if (file instanceof Unknown unknown && (doubtful.contains(FILE) || plain.given(FILE))) {
            // a file may be in use that overrules everything
            CommandLine nothing = new CommandLine(
                    List.of(), line.unknown(), line.positional(), line.stray(), line.mistake(), Set.of());
            return new Start(new FlagValues(table, nothing), places, unknown);
        }
        return plain;
    }

    /** Adds the variables of flags that are not given. */
    private static void variables(
            Map<String, Argument> variables,
            FlagTable table,
            CommandLine line,
            List<FlagUse> uses,
            Set<String> doubtful) {
        if (variables.isEmpty()) {
            return;
        }
        Set<String> given = new HashSet<>();
        for (FlagUse use : line.uses()) {
            given.add(use.name());
        }
        for (FlagSpec spec : table.flags()) {
            String variable = "ETCD_" + spec.name().toUpperCase(Locale.ROOT).replace('-', '_');
            Argument value = variables.get(variable);
            // ETCD_VERSION is no setting
            if (value == null || spec.name().equals("version")) {
                continue;
            }
            if (!given.contains(spec.name())) {
                if (!value.text().isEmpty() || !value.whole()) {
                    uses.add(new FlagUse(
                            spec.name(), value.text(), value.where(), variable + "=" + value.text(), value.whole()));
                }
            } else if (!spec.name().equals(FILE)) {
                // etcd exits; the file is looked up before that is checked, and then nothing is checked
                doubtful.add(spec.name());
            }
        }
    }

    /**
     * Leaves out uses of URL lists that change nothing: a text that is one of the URLs of the list so far is taken for that
     * list. (pkg/flags/unique_urls.go: Set.)
     */
    private static List<FlagUse> replaced(List<FlagUse> uses, FlagTable table) {
        List<FlagUse> kept = new ArrayList<>(uses.size());
        Map<String, List<String>> lists = new HashMap<>();
        for (FlagUse use : uses) {
            FlagSpec spec = table.named(use.name());
            if (spec != null && spec.type().equals("urlsReplace")) {
                List<String> now = lists.computeIfAbsent(
                        use.name(), _ -> List.of(spec.fallback().split(",")));
                if (now.contains(use.value())) {
                    continue;
                }
                lists.put(use.name(), List.of(use.value().split(",")));
            }
            kept.add(use);
        }
        return kept;
    }
}
