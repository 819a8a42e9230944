package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.confinement.KernelLine;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the kernel, type Kernel: what runs (/proc/sys), what systemd-sysctl sets at the next boot (sysctl.d(5)), and
 * {@code sysctl.KEY=VALUE} of the command line, which the kernel applies before (kernel-parameters.txt).
 */
public final class Sysctls {

    private static final String PROC = "/proc/sys";
    private static final int SMALL = 4 << 10;

    private final HostRoot root;
    private final boolean running;
    private final SysctlFiles files;
    private final @Nullable KernelLine line;
    private final Group.Builder values = Group.builder();
    private final List<Many.Item> settings = new ArrayList<>();
    private final List<Many.Item> conflicts = new ArrayList<>();

    private Sysctls(HostRoot root) {
        this.root = root;
        this.running = !(root.stat(PROC) instanceof Read.Absent<Stat>);
        this.files = SysctlFiles.read(root);
        this.line = running && root.text("/proc/cmdline", SMALL) instanceof Read.Found<String>(String text)
                ? KernelLine.of(text, "/proc/cmdline")
                : null;
    }

    public static Group read(HostRoot root) {
        Sysctls sysctls = new Sysctls(root);
        for (String entry : SysctlKeys.ALL) {
            int blank = entry.indexOf(' ');
            String key = blank < 0 ? entry : entry.substring(0, blank);
            sysctls.add(key, blank < 0 ? null : entry.substring(blank + 1));
        }
        for (Read.Failed<?> failed : sysctls.files.unread()) {
            sysctls.conflicts.add(new Many.Item(failed.path(), failed.unknown()));
        }
        return Group.builder()
                .put("sysctl", sysctls.values.build())
                .put("settings", new Many(sysctls.settings, PROC))
                .put("sysctl_conflicts", sysctls.conflicts())
                .build();
    }

    /** Two files may disagree in one that cannot be read. */
    private Node conflicts() {
        return files.unread().isEmpty()
                ? new Many(conflicts, "/etc/sysctl.d")
                : files.unread().getFirst().unknown();
    }

    private void add(String key, @Nullable String standard) {
        String below = SysctlFiles.normal(key);
        String path = PROC + "/" + below;
        Node value = running(path);
        List<SysctlFiles.Line> lines = files.of(below);
        if (lines.size() > 1) {
            conflict(key, lines);
        }
        if (value == null) {
            return;
        }
        values.put(
                key.replace('.', '_').replace('-', '_'),
                Group.builder().put("value", number(value)).build());
        Group.Builder setting = Group.builder().put("key", key, path).put("running", value);
        Node persisted = persisted(key, lines);
        if (persisted != null) {
            setting.put("persisted", persisted);
        }
        if (standard != null) {
            setting.put("default", standard, "default (kernel)");
        }
        settings.add(new Many.Item(key, setting.build()));
    }

    /** Null where a running kernel certainly has none of the name. */
    private @Nullable Node running(String path) {
        if (!running) {
            return new Unknown("only a running host can tell", path, true);
        }
        Read<String> read = root.text(path, SMALL);
        if (read instanceof Read.Found<String>(String text)) {
            return new Known(text.strip(), path);
        }
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        return root.live() ? null : new Unknown("was not captured, or the kernel has none of this name", path, true);
    }

    private static Node number(Node value) {
        if (!(value instanceof Known known)) {
            return value;
        }
        try {
            return known.with(Long.parseLong(known.value().toString()));
        } catch (NumberFormatException e) {
            return new Unknown("is no number", known.source());
        }
    }

    private @Nullable Node persisted(String key, List<SysctlFiles.Line> lines) {
        if (!files.unread().isEmpty()) {
            return files.unread().getFirst().unknown();
        }
        if (!lines.isEmpty()) {
            SysctlFiles.Line first = lines.getFirst();
            List<Overridden> overrode = new ArrayList<>();
            for (int i = 1; i < lines.size(); i++) {
                overrode.add(new Overridden(value(lines.get(i)), lines.get(i).source()));
            }
            // an empty value is written and changes nothing
            return value(first).isEmpty() ? null : new Known(value(first), first.source(), overrode);
        }
        String given = null;
        if (line != null) {
            String name = "sysctl." + key.replace('-', '_');
            for (KernelLine.Parameter parameter : line.parameters()) {
                if (parameter.value() != null
                        && parameter.name().replace('/', '.').equals(name)) {
                    given = parameter.value();
                }
            }
        }
        return given == null ? null : new Known(given, "/proc/cmdline: sysctl." + key);
    }

    private static String value(SysctlFiles.Line line) {
        String value = line.value();
        return value == null ? "" : value;
    }

    private void conflict(String key, List<SysctlFiles.Line> lines) {
        SysctlFiles.Line winner = lines.getFirst();
        List<Overridden> overrode = new ArrayList<>();
        List<String> places = new ArrayList<>();
        places.add(winner.source());
        for (int i = 1; i < lines.size(); i++) {
            SysctlFiles.Line other = lines.get(i);
            if (!value(other).equals(value(winner))) {
                overrode.add(new Overridden(value(other), other.source()));
                places.add(other.source());
            }
        }
        if (!overrode.isEmpty()) {
            conflicts.add(new Many.Item(
                    key,
                    Group.builder()
                            .put("key", key, winner.source())
                            .put("value", new Known(value(winner), winner.source(), overrode))
                            .put("files", places, winner.source())
                            .build()));
        }
    }
}
