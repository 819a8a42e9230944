package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Cni;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Network plugin configuration where the container runtime looks for it. */
final class CniProbe {

    private static final String USUAL = "/etc/cni/net.d";
    private static final int LIMIT = 1 << 20;

    private CniProbe() {}

    /** Type Cni. */
    static Node read(Survey survey) {
        Set<String> directories = new LinkedHashSet<>();
        named(survey.root(), "/etc/containerd/config.toml", "conf_dir", directories);
        named(survey.root(), "/etc/crio/crio.conf", "network_dir", directories);
        if (survey.root().list("/etc/crio/crio.conf.d", 1000) instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                named(survey.root(), "/etc/crio/crio.conf.d/" + name, "network_dir", directories);
            }
        }
        if (directories.isEmpty()) {
            directories.add(USUAL);
        }
        return new Cni(survey.root(), survey.accounts()).read(directories);
    }

    /** Finds {@code key = "value"} in a TOML file; the key occurs in one table only. */
    private static void named(HostRoot root, String path, String key, Set<String> directories) {
        if (!(root.text(path, LIMIT) instanceof Read.Found<String>(String text))) {
            return;
        }
        for (String line : text.split("\n")) {
            String setting = line.strip();
            if (!setting.startsWith(key)) {
                continue;
            }
            String rest = setting.substring(key.length()).strip();
            int open = rest.indexOf('"');
            int close = rest.indexOf('"', open + 1);
            if (rest.startsWith("=") && open > 0 && close > open + 1) {
                directories.add(rest.substring(open + 1, close));
            }
        }
    }
}
