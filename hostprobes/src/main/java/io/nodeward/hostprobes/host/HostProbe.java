package io.nodeward.hostprobes.host;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Name and kind of the host, type Host. */
public final class HostProbe {

    private static final int LIMIT = 4 << 10;
    private static final int LONGEST = 64;

    private HostProbe() {}

    public static Group read(HostRoot root) {
        return Group.builder()
                .put("name", name(root))
                .put("live", root.live(), root.live() ? "this host" : "--root")
                .put("privileged", privileged(), "/proc/self")
                .build();
    }

    private static Node name(HostRoot root) {
        for (String path : new String[] {"/etc/hostname", "/proc/sys/kernel/hostname"}) {
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text) && plausible(text.strip())) {
                return new Known(text.strip(), path);
            }
        }
        return new Unknown("holds no host name", "/etc/hostname");
    }

    /** hostname(7) */
    private static boolean plausible(String name) {
        if (name.isEmpty() || name.length() > 4 * LONGEST) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c < 128 && Character.isLetterOrDigit(c)) && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** Whether nodeward runs as root: a process's directory in /proc belongs to its effective user. */
    public static boolean privileged() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
