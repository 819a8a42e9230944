package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.MountTable;
import io.nodeward.hostprobes.files.MountTable.Mount;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which file systems are walked: the one at the root, and local ones that are mounted below it as this process sees them.
 * Servers' file systems, the kernel's own and what containers have mounted are not; a file system that is mounted at several
 * places is walked once.
 */
final class Volumes {

    private static final Set<String> LOCAL = Set.of(
            "ext2",
            "ext3",
            "ext4",
            "xfs",
            "btrfs",
            "f2fs",
            "jfs",
            "reiserfs",
            "nilfs2",
            "zfs",
            "bcachefs",
            "tmpfs",
            "ramfs",
            "overlay",
            "erofs",
            "ubifs",
            "devtmpfs");

    /** What hides below directories of runtimes is a container's. */
    private static final Set<String> CONTAINERS = Set.of("overlay");

    private static final int MOST = 2000;
    private static final String OWN_TABLE = "/proc/self/mountinfo";

    private Volumes() {}

    /**
     * @param hostTable the host's own mounts as it tells them, for a tree that was captured; null where it does not
     * @param layers takes directories in which containers' layers lie, as mounts of containers tell them
     * @param finds is told where there are more of them than are walked
     */
    static List<Volume> of(HostRoot root, @Nullable MountTable hostTable, List<String> layers, Finds finds) {
        String base = root.base().toString();
        MountTable own = own();
        List<Volume> volumes = new ArrayList<>();
        volumes.add(volume(base, "/", root.live() ? own : hostTable));
        if (own == null) {
            return volumes;
        }
        Set<String> seen = new LinkedHashSet<>();
        Mount top = own.covering(base);
        if (top != null) {
            seen.add(top.device() + top.root());
        }
        for (Mount mount : own.all()) {
            String below = MountTable.below(mount.point(), base);
            if (below == null || below.isEmpty() || !LOCAL.contains(mount.type())) {
                continue;
            }
            if (CONTAINERS.contains(mount.type())) {
                layers(mount.settings(), layers);
                if (below.length() > "/xxxx".length()) {
                    continue;
                }
            }
            // bind mounts of what is walked anyway
            boolean known = seen.contains(mount.device() + mount.root())
                    || (!mount.root().equals("/") && seen.contains(mount.device() + "/"));
            if (known || !mount.equals(own.covering(mount.point()))) {
                continue;
            }
            if (volumes.size() == MOST) {
                finds.unseen(below, "and what is mounted later were not looked at: " + MOST + " mounts are");
                break;
            }
            seen.add(mount.device() + mount.root());
            volumes.add(volume(mount.point(), below, root.live() ? own : hostTable));
        }
        return volumes;
    }

    private static Volume volume(String outside, String inside, @Nullable MountTable table) {
        Mount mount = table == null ? null : table.covering(inside);
        String options = mount == null ? "" : "," + mount.options() + ",";
        return new Volume(outside, inside, options.contains(",nosuid,"), options.contains(",nodev,"));
    }

    /** Of {@code upperdir=/var/lib/x/snapshots/12/fs} the directory that holds all of them. */
    private static void layers(String settings, List<String> layers) {
        int at = settings.indexOf("upperdir=");
        if (at < 0) {
            return;
        }
        int end = settings.indexOf(',', at);
        String path = settings.substring(at + "upperdir=".length(), end < 0 ? settings.length() : end);
        int last = path.lastIndexOf('/');
        int before = last <= 0 ? -1 : path.lastIndexOf('/', last - 1);
        // never so much that half of the disk would be passed over
        if (before > 0 && path.indexOf('/', 1) < before && !layers.contains(path.substring(0, before))) {
            layers.add(path.substring(0, before));
        }
    }

    private static @Nullable MountTable own() {
        try {
            return MountTable.parse(Files.readString(Path.of(OWN_TABLE), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return null;
        }
    }

    /** The host's own table of a captured tree. */
    static @Nullable MountTable captured(HostRoot root) {
        for (String path : new String[] {"/proc/1/mountinfo", OWN_TABLE}) {
            if (root.text(path, 16 << 20) instanceof Read.Found<String>(String text)) {
                return MountTable.parse(text);
            }
        }
        return null;
    }
}
