package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import org.jspecify.annotations.Nullable;

/**
 * Path maps of a host's processes. The host's own mounts are read once, for a node with a thousand containers has
 * thousands. Safe for any thread.
 */
public final class PathMaps {

    private static final int LIMIT = 16 << 20;
    private static final String HOST = "/proc/1/mountinfo";

    private final HostRoot root;
    private final Read<String> host;
    private volatile @Nullable MountTable table;

    public PathMaps(HostRoot root) {
        this.root = root;
        Read<String> first = root.text(HOST, LIMIT);
        this.host = !(first instanceof Found<String>) && root.live() ? root.text("/proc/self/mountinfo", LIMIT) : first;
    }

    /** Whether the host's own mounts can be read, and are a table of mounts. */
    public boolean hostKnown() {
        return host instanceof Found<String>(String text) && table(text).covering("/") != null;
    }

    /**
     * The map of one process.
     *
     * @param pid a directory's name in /proc
     */
    public PathMap of(String pid) {
        String path = "/proc/" + pid + "/mountinfo";
        Read<String> own = root.text(path, LIMIT);
        if (!(own instanceof Found<String>(String ownText))) {
            return PathMap.unknown("the mounts of its process cannot be read" + why(own), path);
        }
        if (!(host instanceof Found<String>(String hostText))) {
            return PathMap.unknown("the mounts of the host cannot be read" + why(host), HOST);
        }
        boolean same = ownText.equals(hostText);
        MountTable mounts = same ? table(hostText) : MountTable.parse(ownText);
        // where its root is a directory of one of its mounts, none of these lies at /
        if ((same || mounts.covering("/") == null)
                && root.link("/proc/" + pid + "/root") instanceof Found<String>(String top)
                && !top.equals("/")) {
            return PathMap.below(top);
        }
        return same ? PathMap.identity() : PathMap.ofTables(mounts, table(hostText));
    }

    private MountTable table(String text) {
        MountTable known = table;
        if (known == null) {
            known = MountTable.parse(text);
            table = known;
        }
        return known;
    }

    private static String why(Read<String> read) {
        return read instanceof Failed<String> failed ? ": " + failed.reason() : "";
    }
}
