package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.Map;

/** Which of the host's namespaces a container lives in, namespaces(7): those whose links are the same as of process 1. */
final class Namespaces {

    private static final int MOST = 64;
    private static final int SMALL = 4 << 10;

    private final HostRoot root;
    private final Read<Map<String, String>> host;

    Namespaces(HostRoot root) {
        this.root = root;
        this.host = root.links("/proc/1/ns", MOST);
    }

    /** The links of one process. */
    Read<Map<String, String>> of(int pid) {
        return root.links("/proc/" + pid + "/ns", MOST);
    }

    /** A process's network namespace as the kernel calls it; empty when it cannot be told. */
    String network(int pid) {
        return link(of(pid), "net");
    }

    /** Whether a process shares one with the host. */
    Node shared(Read<Map<String, String>> process, String name, String source) {
        String its = link(process, name);
        String hosts = link(host, name);
        if (!its.isEmpty() && !hosts.isEmpty()) {
            return new Known(its.equals(hosts), source + "ns/" + name);
        }
        if (process instanceof Read.Failed<?> failed) {
            return failed.unknown();
        }
        // a capture without links; on a running host they are there for whoever may see them
        return new Unknown(
                root.live() ? "cannot be read" : "only a running host tells namespaces",
                source + "ns/" + name,
                !root.live());
    }

    /**
     * Whether a process has users of its own: its map is not the one of the whole host, user_namespaces(7).
     *
     * @param uid the user as whom the host sees it
     */
    Node ownUsers(String process, long uid) {
        Read<String> map = root.text(process + "uid_map", SMALL);
        if (map instanceof Read.Found<String>(String text)) {
            return new Known(!identity(text), process + "uid_map");
        }
        if (map instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        // root of the host is seen as root only outside of such a namespace
        return uid == 0
                ? new Known(false, process + "status")
                : new Unknown("does not exist", process + "uid_map", !root.live());
    }

    /** {@code 0 0 4294967295} */
    private static boolean identity(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ') {
                plain.append(c);
            } else if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
                plain.append(' ');
            }
        }
        return plain.toString().strip().equals("0 0 4294967295");
    }

    private static String link(Read<Map<String, String>> links, String name) {
        return links instanceof Read.Found<Map<String, String>>(Map<String, String> found)
                ? found.getOrDefault(name, "")
                : "";
    }
}
