package io.nodeward.hostprobes.confinement;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * SELinux on this host, type Selinux (selinux(8), libselinux: selinux_init_load_policy): its mode now, by the kernel, and
 * at the next boot, by {@code /etc/selinux/config} and the command lines that boot loaders keep.
 */
public final class Selinux {

    private static final String DIRECTORY = "/sys/fs/selinux";
    private static final String ENFORCE = DIRECTORY + "/enforce";
    private static final String CONFIG = "/etc/selinux/config";
    private static final String NAME = "selinux";
    private static final int LIMIT = 64 << 10;
    private static final int ENTRIES = 1000;

    private final HostRoot root;
    private final Node mode;
    private final Read<String> config;

    private Selinux(HostRoot root) {
        this.root = root;
        this.mode = mode(root);
        this.config = root.text(CONFIG, LIMIT);
    }

    public static Selinux read(HostRoot root) {
        return new Selinux(root);
    }

    /** Whether processes certainly have SELinux contexts. */
    public boolean on() {
        return mode instanceof Known known && !known.value().equals("disabled");
    }

    /** All facts. */
    public Group facts() {
        boolean configured = config instanceof Read.Found;
        String type = configured ? setting("SELINUXTYPE=", "targeted") : "";
        return Group.builder()
                .put("mode", mode)
                .put(
                        "configured",
                        config instanceof Read.Failed<String> f ? f.unknown() : new Known(configured, CONFIG))
                .put("boot", boot())
                .put("policy", config instanceof Read.Failed<String> f ? f.unknown() : new Known(type, CONFIG))
                .put("policy_present", policy(type))
                .build();
    }

    private static Node mode(HostRoot root) {
        Read<String> enforce = root.text(ENFORCE, LIMIT);
        if (enforce instanceof Read.Found<String>(String text)) {
            return new Known(text.strip().equals("1") ? "enforcing" : "permissive", ENFORCE);
        }
        if (enforce instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.stat("/sys/kernel") instanceof Read.Found
                ? new Known("disabled", ENFORCE + " does not exist")
                : new Unknown("only a running host can tell", ENFORCE, true);
    }

    /** Only at the beginning of a line; the value's case does not matter. */
    private String setting(String name, String otherwise) {
        if (config instanceof Read.Found<String>(String text)) {
            int from = 0;
            while (from < text.length()) {
                int end = text.indexOf('\n', from);
                end = end < 0 ? text.length() : end;
                if (text.startsWith(name, from)) {
                    return text.substring(from + name.length(), end).strip().toLowerCase(Locale.ROOT);
                }
                from = end + 1;
            }
        }
        return otherwise;
    }

    private Many boot() {
        List<KernelLine> lines = new ArrayList<>(BootLines.kept(root));
        KernelLine running = BootLines.running(root);
        if (running != null) {
            lines.addFirst(running);
        }
        List<Many.Item> items = new ArrayList<>();
        // a host that has none of it asks nothing of its boot loader
        if (config instanceof Read.Absent<String> && !on()) {
            return new Many(items, CONFIG);
        }
        Kconfig build = lines.isEmpty() ? null : Kconfig.find(root);
        for (KernelLine line : lines) {
            items.add(new Many.Item(
                    line.source(),
                    Group.builder()
                            .put("source", line.source(), line.source())
                            .put("mode", atBoot(line, build))
                            .build()));
        }
        if (lines.isEmpty() && config instanceof Read.Found) {
            items.add(new Many.Item(
                    CONFIG,
                    Group.builder()
                            .put("source", CONFIG, CONFIG)
                            .put("mode", configured(), CONFIG)
                            .build()));
        }
        return new Many(items, CONFIG);
    }

    private Node atBoot(KernelLine line, @Nullable Kconfig build) {
        LsmOrder.Decision decision = LsmOrder.decide(NAME, line, build);
        if (Boolean.FALSE.equals(decision.on())) {
            return new Known("disabled", decision.why());
        }
        if (decision.on() == null && !on()) {
            return new Unknown("nothing on disk tells how the kernel was built", decision.why());
        }
        if (config instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        String configured = configured();
        Boolean enforcing = line.number("enforcing");
        // the kernel's word counts more than the file's, unless the file loads no policy at all
        return enforcing == null || configured.equals("disabled")
                ? new Known(configured, CONFIG)
                : new Known(enforcing ? "enforcing" : "permissive", line.source() + ": enforcing=");
    }

    private String configured() {
        String value = setting("SELINUX=", "permissive");
        for (String word : List.of("enforcing", "permissive", "disabled")) {
            if (value.startsWith(word)) {
                return word;
            }
        }
        return "permissive";
    }

    private Node policy(String type) {
        if (config instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (type.isEmpty() || type.indexOf('/') >= 0 || type.startsWith(".")) {
            return new Known(false, CONFIG);
        }
        String directory = "/etc/selinux/" + type + "/policy";
        Read<List<String>> read = root.list(directory, ENTRIES);
        if (read instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        boolean found = false;
        if (read instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                found |= name.startsWith("policy.");
            }
        }
        return new Known(found, directory);
    }
}
