package io.nodeward.hostprobes.files;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mounts that a process sees: {@code /proc/<pid>/mountinfo}, see proc_pid_mountinfo(5). Immutable. */
final class MountTable {

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
     */
    record Mount(String id, String device, String root, String point, String type) {

        /** The part of a path below this mount, empty or with a slash before it; null when it is not below. */
        @Nullable String below(String path) {
            return MountTable.below(path, point);
        }
    }

    static @Nullable String below(String path, String directory) {
        if (directory.equals("/")) {
            return path.equals("/") ? "" : path;
        }
        return path.startsWith(directory)
                        && (path.length() == directory.length() || path.charAt(directory.length()) == '/')
                ? path.substring(directory.length())
                : null;
    }

    /** Reads a table; lines that are none are passed over. */
    static MountTable parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        int from = 0;
        while (from < text.length() && mounts.size() < MOUNTS) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            Mount mount = mount(text.substring(from, end));
            if (mount != null) {
                mounts.add(mount);
            }
            from = end + 1;
        }
        return new MountTable(mounts);
    }

    /** The mount that a path lies on: the deepest, and of several at one place the last. */
    @Nullable Mount covering(String path) {
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
        return new Mount(fields[0], fields[2], decode(fields[3]), decode(fields[4]), fields[dash + 1]);
    }

    /** The kernel writes blanks and backslashes as three octal digits; these stand for bytes of UTF-8 below 0x80. */
    static String decode(String field) {
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
