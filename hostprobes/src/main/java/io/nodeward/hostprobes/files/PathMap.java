package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.files.MountTable.Mount;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.yaml.YamlNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a path that a process was given lies on the host. A process in a container names its own files; which of the
 * host's they are is told by its mounts, or by its pod's manifest before it runs. Immutable, safe for any thread.
 */
public final class PathMap {

    static final String IN_IMAGE = "lies inside the container's image";

    private static final PathMap IDENTITY = new PathMap(false, Found::new, _ -> false);

    private static final int LENGTH = 4096;
    private static final int LINKS = 40;

    private final boolean container;
    private final Function<String, Read<String>> map;
    private final Predicate<String> point;

    /** @param point whether something is mounted at a path of the container */
    private PathMap(boolean container, Function<String, Read<String>> map, Predicate<String> point) {
        this.container = container;
        this.map = map;
        this.point = point;
    }

    /** For processes of the host itself: every path is the host's. It is always the same one. */
    public static PathMap identity() {
        return IDENTITY;
    }

    /**
     * For a running process, by its mounts and those of the host's first process. Where either cannot be read, nothing
     * can be mapped and every answer says so. For several processes take {@link PathMaps}.
     *
     * @param pid a directory's name in /proc
     */
    public static PathMap ofProcess(HostRoot root, String pid) {
        return new PathMaps(root).of(pid);
    }

    /** For a process, given its mountinfo and the host's own. */
    public static PathMap ofMounts(String processMountinfo, String hostMountinfo) {
        return processMountinfo.equals(hostMountinfo)
                ? identity()
                : ofTables(MountTable.parse(processMountinfo), MountTable.parse(hostMountinfo));
    }

    static PathMap ofTables(MountTable own, MountTable host) {
        Mount ownRoot = own.covering("/");
        Mount hostRoot = host.covering("/");
        boolean container = ownRoot == null
                || hostRoot == null
                || !ownRoot.device().equals(hostRoot.device())
                || !ownRoot.root().equals(hostRoot.root());
        return new PathMap(container, path -> byMounts(own, host, path, container), own::mounted);
    }

    /** For a process that was put below a directory of the host by chroot(2). */
    static PathMap below(String directory) {
        return directory.startsWith("/")
                ? new PathMap(true, path -> new Found<>(MountTable.join(normal(directory), path)), _ -> false)
                : unknown("its root directory cannot be told", directory);
    }

    /** Nothing can be mapped. */
    static PathMap unknown(String reason, String source) {
        return new PathMap(true, _ -> new Failed<>(source, reason), _ -> false);
    }

    /**
     * For a container that is described but need not run.
     *
     * @param pod the manifest's document
     * @param container the container's name
     * @param podUid null when it is not known, so that volumes which the kubelet writes cannot be found
     * @param kubeletRoot the kubelet's {@code --root-dir}
     */
    public static PathMap ofPod(YamlNode pod, String container, @Nullable String podUid, String kubeletRoot) {
        PodVolumes volumes = PodVolumes.of(pod, container, podUid, kubeletRoot);
        return new PathMap(true, volumes::toHost, volumes::mounted);
    }

    /** Whether paths are those of a container; false where the process's root is the host's. */
    public boolean container() {
        return container;
    }

    /**
     * Returns where a path lies on the host; Failed with the reason when it does not or that cannot be told, never
     * Absent. An empty path stays empty.
     */
    public Read<String> toHost(String path) {
        if (path.isEmpty()) {
            return new Found<>("");
        }
        if (!path.startsWith("/")) {
            return new Failed<>(path, "is not an absolute path");
        }
        if (path.length() > LENGTH) {
            return new Failed<>("a path", "is longer than " + LENGTH + " characters");
        }
        return map.apply(normal(path));
    }

    /**
     * As {@link #toHost}, with symbolic links followed as the process itself follows them: a link's absolute target is a
     * path in the container again, which need not be the host's file of that name.
     */
    public Read<String> locate(HostRoot root, String path) {
        Read<String> mapped = toHost(path);
        if (!container || !(mapped instanceof Found<String>(String place)) || place.isEmpty()) {
            return mapped;
        }
        Read<Stat> straight = root.seen(place);
        if (straight instanceof Found<Stat>(Stat stat) && stat.path().equals(place)) {
            return mapped;
        }
        return follow(root, normal(path));
    }

    private Read<String> follow(HostRoot root, String path) {
        Deque<String> names = new ArrayDeque<>();
        push(names, path);
        String at = "";
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.equals("..")) {
                at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
                continue;
            }
            String next = at + "/" + name;
            // A directory above every mount is the image's own, which is no reason to stop on the way to a mount. What
            // is
            // mounted is no link in the container: one that a volume's own path leads through was followed on the host.
            if (!point.test(next)
                    && toHost(next) instanceof Found<String>(String place)
                    && root.lstat(place) instanceof Found<Stat>(Stat stat)
                    && stat.type() == Stat.Type.SYMLINK) {
                if (++links > LINKS) {
                    return new Failed<>(path, "symbolic links lead in a circle");
                }
                if (!(root.link(place) instanceof Found<String>(String target))) {
                    return new Failed<>(path, "changed while it was being read");
                }
                push(names, target);
                at = target.startsWith("/") ? "" : at;
            } else {
                at = next;
            }
        }
        return toHost(at.isEmpty() ? "/" : at);
    }

    private static Read<String> byMounts(MountTable own, MountTable host, String path, boolean container) {
        Mount mount = own.covering(path);
        if (mount == null) {
            return new Failed<>(path, "lies on no mount of its process");
        }
        String rest = mount.below(path);
        if (rest == null || (container && mount.point().equals("/"))) {
            return new Failed<>(path, IN_IMAGE);
        }
        String place = host.place(mount.device(), MountTable.join(mount.root(), rest));
        return place == null ? new Failed<>(path, notOnHost(mount)) : new Found<>(place);
    }

    private static String notOnHost(Mount mount) {
        return switch (mount.type()) {
            case "overlay", "aufs", "fuse.fuse-overlayfs" -> IN_IMAGE;
            case "tmpfs", "ramfs" -> "lies in memory of the container only";
            default -> "lies on a file system that the host does not show";
        };
    }

    /** Without empty and single-dot parts; {@code ..} is taken as it is written, which is right where no link precedes it. */
    static String normal(String path) {
        Deque<String> done = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                done.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                done.addLast(name);
            }
        }
        return "/" + String.join("/", done);
    }

    private static void push(Deque<String> names, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                names.push(parts[i]);
            }
        }
    }
}
