package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * How the running kernel guards itself, type KernelState: its security modules, lockdown, signatures, what it has been
 * through, and the programs that it starts as root.
 */
public final class KernelState {

    private static final String SECURITY = "/sys/kernel/security";
    private static final String LOCKDOWN = SECURITY + "/lockdown";
    private static final String LSM = SECURITY + "/lsm";
    private static final String SIGNATURES = "/sys/module/module/parameters/sig_enforce";
    private static final String TAINTED = "/proc/sys/kernel/tainted";
    private static final String CORE = "/proc/sys/kernel/core_pattern";
    private static final String CGROUPS = "/sys/fs/cgroup";
    private static final int SMALL = 4 << 10;

    /** Bits of the kernel's taint (admin-guide/tainted-kernels.rst). */
    private static final int MACHINE_CHECK = 4;

    private static final int OOPS = 7;

    private final HostRoot root;

    private KernelState(HostRoot root) {
        this.root = root;
    }

    public static Group read(HostRoot root) {
        return new KernelState(root).facts();
    }

    private Group facts() {
        Group.Builder facts = Group.builder().put("lsm", lsm());
        optional(facts, "lockdown", lockdown());
        optional(facts, "signatures_enforced", signatures());
        SecureBoot.put(root, facts);
        optional(facts, "kexec_loaded", flag("/sys/kernel/kexec_loaded"));
        facts.put("cgroup", cgroup());
        optional(facts, "unprivileged_userns", userNamespaces());
        tainted(facts);
        optional(facts, "same_page_merging", flag("/sys/kernel/mm/ksm/run"));
        facts.put("uevent_helper", helper("/sys/kernel/uevent_helper"));
        facts.put("poweroff_helper", helper("/proc/sys/kernel/poweroff_cmd"));
        core(facts);
        return facts.build();
    }

    private static void optional(Group.Builder facts, String name, @Nullable Node node) {
        if (node != null) {
            facts.put(name, node);
        }
    }

    private Unknown offline(String path) {
        return new Unknown("only a running host can tell", path, true);
    }

    private Node lsm() {
        Read<String> read = root.text(LSM, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            List<String> names = new ArrayList<>();
            StringTokenizer each = new StringTokenizer(text.strip(), ",");
            while (each.hasMoreTokens()) {
                names.add(each.nextToken());
            }
            return new Known(names, LSM);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live() ? new Unknown("is not there: securityfs is not mounted", LSM) : offline(LSM);
    }

    /** The word in brackets; null where the kernel has no lockdown. */
    private @Nullable Node lockdown() {
        Read<String> read = root.text(LOCKDOWN, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            int open = text.indexOf('[');
            int close = text.indexOf(']', open + 1);
            return open < 0 || close < 0
                    ? new Unknown("names no mode", LOCKDOWN)
                    : new Known(text.substring(open + 1, close), LOCKDOWN);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (root.stat(LSM) instanceof Read.Found<Stat>) {
            return null;
        }
        return root.live() ? new Unknown("is not there: securityfs is not mounted", LOCKDOWN) : offline(LOCKDOWN);
    }

    /** Null for a kernel that loads no modules. */
    private @Nullable Node signatures() {
        Read<String> read = root.text(SIGNATURES, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(text.startsWith("Y") || text.startsWith("1"), SIGNATURES);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (!(root.stat(LoadedModules.PATH) instanceof Read.Absent<Stat>)) {
            return root.live() || root.stat("/sys/module") instanceof Read.Found<Stat>
                    ? new Known(false, SIGNATURES + " does not exist")
                    : offline(SIGNATURES);
        }
        return root.live() ? null : offline(SIGNATURES);
    }

    /** A file that holds a number; true unless that is zero. Null where a running kernel has none of the name. */
    private @Nullable Node flag(String path) {
        Read<String> read = root.text(path, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(!text.strip().equals("0"), path);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live() ? null : offline(path);
    }

    private Node cgroup() {
        if (root.stat(CGROUPS + "/cgroup.controllers") instanceof Read.Found<Stat>) {
            return new Known("2", CGROUPS + "/cgroup.controllers");
        }
        if (root.stat(CGROUPS + "/unified/cgroup.controllers") instanceof Read.Found<Stat>) {
            return new Known("hybrid", CGROUPS + "/unified");
        }
        for (String controller : new String[] {"memory", "cpu", "pids", "systemd"}) {
            if (root.stat(CGROUPS + "/" + controller) instanceof Read.Found<Stat>) {
                return new Known("1", CGROUPS + "/" + controller);
            }
        }
        return root.live() ? new Unknown("holds no control groups", CGROUPS) : offline(CGROUPS);
    }

    /** By the settings that Debian's and Ubuntu's kernels have; null for others, which always allow them. */
    private @Nullable Node userNamespaces() {
        String debian = "/proc/sys/kernel/unprivileged_userns_clone";
        String ubuntu = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
        boolean known = false;
        Node allows = null;
        for (String path : new String[] {debian, ubuntu}) {
            Read<String> read = root.text(path, SMALL);
            if (read instanceof Read.Failed<String> failed) {
                return failed.unknown();
            }
            if (read instanceof Read.Found<String>(String text)) {
                known = true;
                boolean restricted = text.strip().equals(path.equals(debian) ? "0" : "1");
                if (restricted) {
                    return new Known("restricted", path);
                }
                allows = new Known("allowed", path);
            }
        }
        return known || root.live() ? allows : offline(debian);
    }

    private void tainted(Group.Builder facts) {
        Read<String> read = root.text(TAINTED, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            try {
                long bits = Long.parseLong(text.strip());
                facts.put("oopsed", new Known((bits >> OOPS & 1) == 1, TAINTED))
                        .put("machine_check", new Known((bits >> MACHINE_CHECK & 1) == 1, TAINTED));
                return;
            } catch (NumberFormatException e) {
                // said below
            }
        }
        Unknown unknown = read instanceof Read.Failed<String> failed
                ? failed.unknown()
                : read instanceof Read.Found<String> ? new Unknown("is no number", TAINTED) : offline(TAINTED);
        facts.put("oopsed", unknown).put("machine_check", unknown);
    }

    /** A program that the kernel starts as root; empty for none. */
    private Node helper(String path) {
        Read<String> read = root.text(path, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(text.strip(), path);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live() ? new Known("", path + " does not exist") : offline(path);
    }

    /** {@code |/usr/lib/systemd/systemd-coredump %P …}: the program, and whether the host has it. */
    private void core(Group.Builder facts) {
        Node helper = helper(CORE);
        if (!(helper instanceof Known known)) {
            facts.put("core_helper", helper).put("core_helper_present", helper);
            return;
        }
        String pattern = known.value().toString();
        String program = pattern.startsWith("|") ? pattern.substring(1, Lines.blank(pattern, 1)) : "";
        facts.put("core_helper", known.with(program));
        Read<Stat> stat = root.stat(program.startsWith("/") ? program : "/");
        facts.put(
                "core_helper_present",
                stat instanceof Read.Failed<Stat> failed
                        ? failed.unknown()
                        : new Known(program.isEmpty() || stat instanceof Read.Found<Stat>, CORE + ": " + program));
    }
}
