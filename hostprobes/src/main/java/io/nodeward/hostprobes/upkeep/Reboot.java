package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.List;

/** What was updated on disk and not yet in memory, type Reboot. */
public final class Reboot {

    private static final List<String> MARKS =
            List.of("/run/reboot-required", "/var/run/reboot-required", "/run/reboot-needed");
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final int ENTRIES = 1000;

    private Reboot() {}

    public static Group read(HostRoot root, ProcessTable processes) {
        Node running = running(root);
        return Group.builder()
                .put("required", new Lookup(root).present(MARKS))
                .put("kernel", running)
                .put("newer_kernel", newer(root, running))
                .put("replaced", replaced(processes))
                .build();
    }

    private static Node running(HostRoot root) {
        Read<String> read = root.text(RELEASE, 4096);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(text.strip(), RELEASE);
        }
        return read instanceof Read.Failed<String> failed
                ? failed.unknown()
                : new Unknown("only a running host can tell", RELEASE, true);
    }

    /** The newest kernel of the same flavour that can be booted and is newer than the running one; empty for none. */
    private static Node newer(HostRoot root, Node running) {
        if (!(running instanceof Known known)) {
            return running;
        }
        String best = known.value().toString();
        String flavour = flavour(best);
        String source = "/boot";
        boolean any = false;
        for (String directory : List.of("/boot", "/lib/modules", "/usr/lib/modules")) {
            Read<List<String>> listed = root.list(directory, ENTRIES);
            if (listed instanceof Read.Failed<List<String>> failed) {
                return failed.unknown();
            }
            if (!(listed instanceof Read.Found<List<String>>(List<String> names))) {
                continue;
            }
            for (String name : names) {
                String version = "";
                if (directory.equals("/boot")) {
                    version = name.startsWith("vmlinuz-") ? name.substring("vmlinuz-".length()) : "";
                } else if (root.stat(directory + "/" + name + "/vmlinuz") instanceof Read.Found<Stat>) {
                    // Fedora and its kin keep the kernel beside its modules
                    version = name;
                }
                if (!version.isEmpty() && Character.isDigit(version.charAt(0))) {
                    any = true;
                    if (flavour(version).equals(flavour) && compare(version, best) > 0) {
                        best = version;
                        source = directory + "/" + name;
                    }
                }
            }
        }
        if (!any) {
            return new Unknown("holds no kernel: it comes from elsewhere", "/boot", true);
        }
        return new Known(best.equals(known.value()) ? "" : best, source);
    }

    /** What stands behind the last digit: {@code -cloud-amd64}, {@code -generic}, {@code .el9.x86_64}. */
    static String flavour(String version) {
        int dash = version.indexOf('-');
        int at = dash < 0 ? version.length() : dash + 1;
        while (at < version.length()
                && (Character.isDigit(version.charAt(at)) || ".+~".indexOf(version.charAt(at)) >= 0)) {
            at++;
        }
        // numbers of a release of Red Hat go on behind el9
        String rest = version.substring(at);
        int el = rest.indexOf("el");
        return el == 0 ? rest.substring(rest.lastIndexOf('.') + 1) : rest.startsWith("deb") ? after(rest) : rest;
    }

    /** Debian marks rebuilds for stable releases: {@code deb12-amd64}, {@code deb12u1-amd64}. */
    private static String after(String rest) {
        int dash = rest.indexOf('-');
        return dash < 0 ? "" : rest.substring(dash);
    }

    /** By numbers first, part for part. */
    static int compare(String one, String other) {
        int a = 0;
        int b = 0;
        while (true) {
            while (a < one.length() && !Character.isDigit(one.charAt(a))) {
                a++;
            }
            while (b < other.length() && !Character.isDigit(other.charAt(b))) {
                b++;
            }
            if (a == one.length() || b == other.length()) {
                return Boolean.compare(a < one.length(), b < other.length());
            }
            long first = 0;
            long second = 0;
            while (a < one.length() && Character.isDigit(one.charAt(a))) {
                first = Math.min(first * 10 + one.charAt(a++) - '0', 1L << 50);
            }
            while (b < other.length() && Character.isDigit(other.charAt(b))) {
                second = Math.min(second * 10 + other.charAt(b++) - '0', 1L << 50);
            }
            if (first != second) {
                return Long.compare(first, second);
            }
        }
    }

    /** Services whose program was replaced or removed since they started. */
    private static Node replaced(ProcessTable processes) {
        Unknown gap = new Running(processes).gap();
        List<String> replaced = new ArrayList<>();
        for (HostProcess process : processes.processes()) {
            if (process.executableDeleted() instanceof Read.Found<Boolean>(Boolean deleted)
                    && deleted
                    && process.placement().kind() == Placement.Kind.SERVICE
                    && process.executable() instanceof Read.Found<String>(String path)
                    && (path.startsWith("/usr/")
                            || path.startsWith("/opt/")
                            || path.startsWith("/sbin/")
                            || path.startsWith("/bin/"))) {
                String text = process.placement().unit() + " (" + path + ")";
                if (!replaced.contains(text)) {
                    replaced.add(text);
                }
            }
        }
        return replaced.isEmpty() && gap != null ? gap : new Known(replaced, "/proc");
    }
}
