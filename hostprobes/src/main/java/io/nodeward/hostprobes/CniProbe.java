package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.pki.Cni;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Network plugins and their configuration where the container runtime looks for them. */
final class CniProbe {

    private static final String CONTAINERD = "/etc/containerd/config.toml";
    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 10_000;

    private CniProbe() {}

    /** Type Cni. */
    static Node read(Survey survey) {
        HostRoot root = survey.root();
        Set<String> configurations = new LinkedHashSet<>();
        Set<String> programs = new LinkedHashSet<>();
        List<Read.Failed<?>> gaps = new ArrayList<>();
        List<String> runtimes = new ArrayList<>(List.of(CONTAINERD, "/etc/crio/crio.conf"));
        Read<List<String>> dropIns = root.list("/etc/crio/crio.conf.d", ENTRIES);
        if (dropIns instanceof Read.Found<List<String>> found) {
            for (String name : found.value()) {
                runtimes.add("/etc/crio/crio.conf.d/" + name);
            }
        } else if (dropIns instanceof Read.Failed<List<String>> failed) {
            gaps.add(failed);
        }
        for (String path : runtimes) {
            boolean containerd = path.equals(CONTAINERD);
            Read<String> read = root.text(path, LIMIT);
            if (read instanceof Read.Found<String> found) {
                named(found.value(), containerd ? "conf_dir" : "network_dir", configurations);
                named(found.value(), containerd ? "bin_dir" : "plugin_dirs", programs);
            } else if (read instanceof Read.Failed<String> failed) {
                gaps.add(failed);
            }
        }
        if (configurations.isEmpty()) {
            configurations.add("/etc/cni/net.d");
        }
        if (programs.isEmpty()) {
            programs.add("/opt/cni/bin");
        }
        Group files = new Cni(root, survey.accounts()).read(configurations, gaps);
        Group.Builder facts = Group.builder();
        for (String name : files.names()) {
            facts.put(name, Objects.requireNonNull(files.get(name)));
        }
        return facts.put("programs", programs(survey, programs, gaps)).build();
    }

    /** @param gaps why there may be further directories */
    private static Node programs(Survey survey, Set<String> directories, List<Read.Failed<?>> gaps) {
        List<Many.Item> items = new ArrayList<>();
        for (Read.Failed<?> gap : gaps) {
            items.add(new Many.Item(gap.path(), FileFacts.unknown(gap.reason(), gap.path())));
        }
        for (String directory : directories) {
            Read<List<String>> names = survey.root().list(directory, ENTRIES);
            if (names instanceof Read.Absent) {
                continue;
            }
            items.add(new Many.Item(directory, survey.files().of(directory)));
            if (names instanceof Read.Failed<List<String>> failed) {
                items.add(new Many.Item(directory + "/*", failed.unknown()));
            } else if (names instanceof Read.Found<List<String>> found) {
                for (String name : found.value()) {
                    String path = directory + "/" + name;
                    boolean folder = survey.root().stat(path) instanceof Read.Found<Stat> stat
                            && stat.value().type() == Stat.Type.DIRECTORY;
                    if (!folder) {
                        items.add(new Many.Item(path, survey.files().of(path)));
                    }
                }
            }
        }
        return new Many(items, String.join(", ", directories));
    }

    /**
     * Finds {@code key = "value"} or {@code keys = ["value", …]} on one line of a TOML file. That is enough for these keys,
     * which occur in one table only; what the runtime merges from elsewhere is left to the probe of runtimes.
     */
    private static void named(String text, String key, Set<String> directories) {
        for (String line : text.split("\n")) {
            String setting = line.strip();
            int equals = setting.indexOf('=');
            String name = equals < 0 ? "" : setting.substring(0, equals).strip();
            if (!name.equals(key) && !name.equals(key + "s")) {
                continue;
            }
            int at = equals;
            int open;
            while ((open = setting.indexOf('"', at)) >= 0) {
                int close = setting.indexOf('"', open + 1);
                if (close < 0) {
                    break;
                }
                if (close > open + 1) {
                    directories.add(setting.substring(open + 1, close));
                }
                at = close + 1;
            }
        }
    }
}
