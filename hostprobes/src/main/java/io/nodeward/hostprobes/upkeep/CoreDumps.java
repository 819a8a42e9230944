package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.systemd.ManagerSettings;
import java.util.ArrayList;
import java.util.List;

/** Whether and where memory of crashed programs is kept, type CoreDumps. */
public final class CoreDumps {

    private static final List<String> COLLECTORS =
            List.of("/usr/lib/systemd/systemd-coredump", "/lib/systemd/systemd-coredump");
    private static final int LIMIT = 1 << 20;

    private CoreDumps() {}

    public static Group read(HostRoot root) {
        ManagerSettings settings = ManagerSettings.read(root, "coredump.conf");
        return Group.builder()
                .put("collector", new Lookup(root).present(COLLECTORS))
                .put("storage", settings.of("Coredump", "Storage", "external", "systemd-coredump"))
                .put("largest", settings.of("Coredump", "ProcessSizeMax", "32G", "systemd-coredump"))
                .put("limit", limit(root))
                .build();
    }

    /** The hard limit for everybody of limits.conf(5), the files of limits.d after it; the last line counts. */
    private static Node limit(HostRoot root) {
        List<Read.Failed<?>> hidden = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        paths.add("/etc/security/limits.conf");
        paths.addAll(new Lookup(root).in("/etc/security/limits.d", ".conf", hidden));
        Known limit = new Known("unlimited", "default (kernel)");
        for (String path : paths) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Failed<String> failed) {
                hidden.add(failed);
            }
            if (text instanceof Read.Found<String>(String found)) {
                for (Lines.Line line : Lines.of(found)) {
                    List<String> words = Lines.words(line.text());
                    boolean all = words.size() > 3
                            && words.get(0).equals("*")
                            && words.get(2).equals("core");
                    if (all && (words.get(1).equals("hard") || words.get(1).equals("-"))) {
                        limit = new Known(
                                words.get(3),
                                path + ":" + line.number(),
                                List.of(new Overridden(limit.value(), limit.source())));
                    }
                }
            }
        }
        return hidden.isEmpty() ? limit : hidden.getFirst().unknown();
    }
}
