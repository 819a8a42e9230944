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
import org.jspecify.annotations.Nullable;

/**
 * The processor's holes as the kernel sees them, type Cpu (Documentation/ABI/testing/sysfs-devices-system-cpu,
 * admin-guide/hw-vuln), and abilities that protect the kernel.
 */
public final class Cpu {

    private static final String DIRECTORY = "/sys/devices/system/cpu/vulnerabilities";
    private static final String SMT = "/sys/devices/system/cpu/smt/active";
    private static final String INFO = "/proc/cpuinfo";
    private static final int SMALL = 4 << 10;
    private static final int LIMIT = 16 << 20;

    static final String[] NAMES = {
        "gather_data_sampling",
        "ghostwrite",
        "indirect_target_selection",
        "itlb_multihit",
        "l1tf",
        "mds",
        "meltdown",
        "mmio_stale_data",
        "old_microcode",
        "reg_file_data_sampling",
        "retbleed",
        "spec_rstack_overflow",
        "spec_store_bypass",
        "spectre_v1",
        "spectre_v2",
        "srbds",
        "tsa",
        "tsx_async_abort",
        "vmscape"
    };

    private static final String[] FEATURES = {"nx", "smep", "smap", "umip", "ibt", "user_shstk"};

    private final HostRoot root;
    private final boolean there;
    private final List<String> exposed = new ArrayList<>();
    private final List<String> undecided = new ArrayList<>();
    private @Nullable Unknown unread;

    private Cpu(HostRoot root) {
        this.root = root;
        this.there = !(root.stat(DIRECTORY) instanceof Read.Absent<Stat>);
    }

    public static Group read(HostRoot root) {
        return new Cpu(root).facts();
    }

    private Group facts() {
        Group.Builder all = Group.builder();
        for (String name : NAMES) {
            Node node = vulnerability(name);
            if (node != null) {
                all.put(name, node);
            }
        }
        Unknown missing = unread;
        Group.Builder facts = Group.builder()
                .put("vulnerability", all.build())
                .put("smt_exposed", missing == null ? new Known(exposed, DIRECTORY) : missing)
                .put("smt_undecided", missing == null ? new Known(undecided, DIRECTORY) : missing);
        Node smt = smt();
        if (smt != null) {
            facts.put("smt", smt);
        }
        info(facts);
        return facts.build();
    }

    /** Null where the kernel or the architecture knows no such hole. */
    private @Nullable Node vulnerability(String name) {
        String path = DIRECTORY + "/" + name;
        if (!there && !root.live()) {
            unread = new Unknown("only a running host can tell", path, true);
            return unread;
        }
        Read<String> read = root.text(path, SMALL);
        if (read instanceof Read.Failed<String> failed) {
            unread = failed.unknown();
            return unread;
        }
        if (!(read instanceof Read.Found<String>(String found))) {
            return null;
        }
        String text = found.strip();
        if (text.contains("SMT vulnerable")) {
            exposed.add(name);
        } else if (text.contains("SMT Host state unknown")) {
            undecided.add(name);
        }
        Group.Builder node = Group.builder()
                .put("state", state(text), path)
                .put("text", text, path)
                .put("microcode_missing", new Known(text.contains("icrocode"), path));
        if (name.equals("spectre_v2")) {
            node.put("parts", parts(text), path);
        }
        return node.build();
    }

    /** The kernel begins with one of a few words, for guests of KVM after its name. */
    static String state(String text) {
        String said = text.startsWith("KVM: ") ? text.substring("KVM: ".length()) : text;
        if (said.startsWith("Not affected")) {
            return "not affected";
        }
        if (said.startsWith("Mitigation")) {
            return "mitigated";
        }
        return said.startsWith("Vulnerable") || said.startsWith("Processor vulnerable") ? "vulnerable" : "unknown";
    }

    /** What a text says is open beside the hole itself: {@code BHI: Vulnerable}. */
    static List<String> parts(String text) {
        List<String> open = new ArrayList<>();
        int from = text.indexOf(';');
        while (from >= 0) {
            int end = text.indexOf(';', from + 1);
            String part =
                    text.substring(from + 1, end < 0 ? text.length() : end).strip();
            int colon = part.indexOf(": Vulnerable");
            if (colon > 0) {
                open.add(part.substring(0, colon));
            }
            from = end;
        }
        return open;
    }

    private @Nullable Node smt() {
        Read<String> read = root.text(SMT, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(text.strip().equals("1"), SMT);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live() || there ? null : new Unknown("only a running host can tell", SMT, true);
    }

    private void info(Group.Builder facts) {
        Read<String> read = root.text(INFO, LIMIT);
        if (!(read instanceof Read.Found<String>(String text))) {
            Unknown unknown = read instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("only a running host can tell", INFO, true);
            facts.put("virtual", unknown).put("features", unknown);
            return;
        }
        // the first processor's line; others have none of this name
        int at = text.startsWith("flags\t") ? 0 : text.indexOf("\nflags\t") + 1;
        if (at == 0 && !text.startsWith("flags\t")) {
            facts.put("virtual", new Known(hypervisor(), "/sys/hypervisor/type"));
            return;
        }
        int end = text.indexOf('\n', at);
        String flags = " " + text.substring(text.indexOf(':', at) + 1, end < 0 ? text.length() : end) + " ";
        List<String> features = new ArrayList<>();
        for (String feature : FEATURES) {
            if (flags.contains(" " + feature + " ")) {
                features.add(feature);
            }
        }
        facts.put("virtual", new Known(flags.contains(" hypervisor "), INFO)).put("features", features, INFO);
    }

    private boolean hypervisor() {
        return root.text("/sys/hypervisor/type", SMALL) instanceof Read.Found<String>
                || root.text("/sys/class/dmi/id/sys_vendor", SMALL) instanceof Read.Found<String>(String vendor)
                        && (vendor.startsWith("QEMU")
                                || vendor.startsWith("Amazon EC2")
                                || vendor.startsWith("Google"));
    }
}
