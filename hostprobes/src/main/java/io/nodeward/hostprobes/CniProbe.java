package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.pki.Cni;
import io.nodeward.hostprobes.runtime.NetworkDirectories;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Network plugins and their configuration where the container runtimes look for them. */
final class CniProbe {

    private static final int ENTRIES = 10_000;

    private CniProbe() {}

    /** Type Cni. */
    static Node read(Survey survey) {
        NetworkDirectories directories = NetworkDirectories.of(survey.runtimeReads());
        Map<String, String> configurations = directories.configurations();
        Group files = new Cni(survey.root(), survey.accounts())
                .read(configurations.keySet(), directories.gaps(), source(configurations));
        Group.Builder facts = Group.builder();
        for (String name : files.names()) {
            facts.put(name, Objects.requireNonNull(files.get(name)));
        }
        return facts.put("programs", programs(survey, directories)).build();
    }

    /** {@code /srv/cni (/etc/containerd/config.toml:24)}. */
    private static String source(Map<String, String> directories) {
        StringBuilder text = new StringBuilder();
        directories.forEach((directory, named) -> text.append(text.isEmpty() ? "" : ", ")
                .append(directory)
                .append(" (")
                .append(named)
                .append(')'));
        return text.toString();
    }

    private static Node programs(Survey survey, NetworkDirectories directories) {
        List<Many.Item> items = new ArrayList<>();
        for (Read.Failed<?> gap : directories.gaps()) {
            items.add(new Many.Item(gap.path(), FileFacts.unknown(gap.reason(), gap.path())));
        }
        for (String directory : directories.programs().keySet()) {
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
        return new Many(items, source(directories.programs()));
    }
}
