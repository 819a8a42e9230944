package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.MountTable;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Swap areas in use and those of the next boot, type Swap. */
public final class Swap {

    private static final String PROC = "/proc/swaps";
    private static final String FSTAB = "/etc/fstab";
    private static final int LIMIT = 1 << 20;
    private static final int LEVELS = 4;

    private Swap() {}

    public static Group read(HostRoot root) {
        return Group.builder()
                .put("active", active(root))
                .put("persisted", persisted(root))
                .build();
    }

    private static Node active(HostRoot root) {
        Read<String> read = root.text(PROC, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return root.live()
                    ? new Many(List.of(), "the kernel has no swap")
                    : new Unknown("only a running host can tell", PROC, true);
        }
        List<Many.Item> items = new ArrayList<>();
        for (Lines.Line line : Lines.of(text)) {
            List<String> words = Lines.words(line.text());
            if (line.number() > 1 && words.size() > 1) {
                String path = words.getFirst();
                String source = PROC + ":" + line.number();
                items.add(new Many.Item(
                        path,
                        Group.builder()
                                .put("path", path, source)
                                .put("encrypted", encrypted(root, path, words.get(1)))
                                .build()));
            }
        }
        return new Many(items, PROC);
    }

    /** Compressed memory does not reach a disk; of a device the mapper tells whether dm-crypt is below it. */
    private static Node encrypted(HostRoot root, String path, String type) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.startsWith("zram")) {
            return new Known(true, path);
        }
        String device = "/sys/class/block/" + name;
        if (!type.equals("partition")) {
            String below = below(root, path);
            if (below == null) {
                return new Unknown("is a file, whose file system may be encrypted or not", path);
            }
            device = below;
        }
        return new Known(crypt(root, device, 0), device);
    }

    /** The device below the file system of a file; null for one that has no single device, such as Btrfs. */
    private static @Nullable String below(HostRoot root, String path) {
        if (!(root.text("/proc/1/mountinfo", LIMIT) instanceof Read.Found<String>(String text))) {
            return null;
        }
        MountTable.Mount mount = MountTable.parse(text).covering(path);
        String device = mount == null ? "" : "/sys/dev/block/" + mount.device();
        return root.list(device, 100) instanceof Read.Found<List<String>> ? device : null;
    }

    private static boolean crypt(HostRoot root, String path, int level) {
        if (root.text(path + "/dm/uuid", LIMIT) instanceof Read.Found<String>(String uuid)
                && uuid.startsWith("CRYPT-")) {
            return true;
        }
        if (level < LEVELS
                && root.list(path + "/slaves", 100) instanceof Read.Found<List<String>>(List<String> names)) {
            for (String below : names) {
                if (crypt(root, "/sys/class/block/" + below, level + 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Node persisted(HostRoot root) {
        Read<String> read = root.text(FSTAB, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        List<String> places = new ArrayList<>();
        if (read instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                List<String> words = Lines.words(line.text());
                boolean swap = words.size() > 2 && words.get(2).equals("swap");
                if (swap && (words.size() < 4 || !Lines.cut(words.get(3), ",").contains("noauto"))) {
                    places.add(FSTAB + ":" + line.number() + " (" + words.getFirst() + ")");
                }
            }
        }
        return new Known(places, FSTAB);
    }
}
