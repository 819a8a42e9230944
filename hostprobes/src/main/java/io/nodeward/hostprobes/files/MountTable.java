package io.nodeward.hostprobes.files;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mounts that a process sees: {@code /proc/<pid>/mountinfo}, see proc_pid_mountinfo(5). Immutable. */
public final class MountTable {

    private static final int MOUNTS = 100_000;

    private final List<Mount> mounts;

    private MountTable(List<Mount> mounts) {
        this.mounts = mounts;
    }

    /**
     * One mount.
     *
     * @param id tells it from every other one of the table
     * @param device major and minor number of the file system
     * @param root which directory of that file system stands here
     * @param point where it stands
     * @param type of the file system
     * @param options of this mount: {@code rw,nosuid,nodev}
     * @param shared whether what is mounted below it shows in its peers too
     * @param source what was mounted: a device, a name
     * @param settings of the file system
     */
    public record Mount(
            String id,
            String device,
            String root,
            String point,
            String type,
            String options,
            boolean shared,
            String source,
            String settings) {

        /** The part of a path below this mount, empty or with a slash before it; null when it is not below. */
        @Nullable String below(String path) {
            return MountTable.below(path, point);
        }
    }

    /** All of them, in the order in which they were mounted. */
    public List<Mount> all() {
        return mounts;
    }

    /** The part of a path below a directory, empty or with a slash before it; null when it is not below. */
    public static @Nullable String below(String path, String directory) {
        if (directory.equals("/")) {
            return path.equals("/") ? "" : path;
        }
        return path.startsWith(directory)
                        && (path.length() == directory.length() || path.charAt(directory.length()) == '/')
                ? path.substring(directory.length())
                : null;
    }

    /** Reads a table; lines that are none are passed over. */
    public static MountTable parse(String text) {
        return parse(text, false);
    }

    /** Reads a table in the format of {@code /proc/mounts}, fstab(5), which says nothing of devices and peers. */
    public static MountTable parseShort(String text) {
        return parse(text, true);
    }

    private static MountTable parse(String text, boolean shortened) {
        List<Mount> mounts = new ArrayList<>();
        int from = 0;
        while (from < text.length() && mounts.size() < MOUNTS) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String line = text.substring(from, end);
            Mount mount = shortened ? shortened(line) : mount(line);
            if (mount != null) {
                mounts.add(mount);
            }
            from = end + 1;
        }
        return new MountTable(mounts);
    }

    /** The mount that a path lies on: the deepest, and of several at one place the last. */
    public @Nullable Mount covering(String path) {
        Mount best = null;
        for (Mount mount : mounts) {
            if (mount.below(path) != null
                    && (best == null || mount.point().length() >= best.point().length())) {
                best = mount;
            }
        }
        return best;
    }

    /** Whether something is mounted at a path. */
    boolean mounted(String path) {
        Mount mount = covering(path);
        return mount != null && mount.point().equals(path);
    }

    /** Where a directory of a file system can be seen here, the mount with the longest root first choice; null if hidden. */
    @Nullable String place(String device, String inside) {
        Mount best = null;
        String bestPath = null;
        for (Mount mount : mounts) {
            if (!mount.device().equals(device)) {
                continue;
            }
            String rest = below(inside, mount.root());
            if (rest == null
                    || (best != null && mount.root().length() <= best.root().length())) {
                continue;
            }
            String path = join(mount.point(), rest);
            Mount there = covering(path);
            if (there != null && there.id().equals(mount.id())) {
                best = mount;
                bestPath = path;
            }
        }
        return bestPath;
    }

    static String join(String directory, String rest) {
        if (rest.isEmpty()) {
            return directory;
        }
        return directory.equals("/") ? rest : directory + rest;
    }

    private static @Nullable Mount mount(String line) {
        String[] fields = line.split(" ");
        int dash = 6;
        while (dash < fields.length && !fields[dash].equals("-")) {
            dash++;
        }
        if (dash + 1 >= fields.length || !fields[4].startsWith("/")) {
            return null;
        }
        boolean shared = false;
        for (int i = 6; i < dash; i++) {
            shared |= fields[i].startsWith("shared:");
        }
        return new Mount(
                fields[0],
                fields[2],
                decode(fields[3]),
                decode(fields[4]),
                fields[dash + 1],
                fields[5],
                shared,
                dash + 2 < fields.length ? decode(fields[dash + 2]) : "",
                dash + 3 < fields.length ? fields[dash + 3] : "");
    }

    private static @Nullable Mount shortened(String line) {
        String[] fields = line.split(" ");
        return fields.length < 4 || !fields[1].startsWith("/")
                ? null
                : new Mount("", "", "/", decode(fields[1]), fields[2], fields[3], false, decode(fields[0]), "");
    }

    /** The kernel writes blanks and backslashes as three octal digits; these stand for bytes of UTF-8 below 0x80. */
    public static String decode(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length() && octal(field, i + 1) >= 0) {
                out.append((char) octal(field, i + 1));
                i += 3;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int octal(String text, int at) {
        int value = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = 8 * value + digit;
        }
        return value < 0x80 ? value : -1;
    }
}
