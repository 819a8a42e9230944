package io.nodeward.hostprobes.containers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mounts that a process sees, with their options: {@code /proc/<pid>/mountinfo}, proc_pid_mountinfo(5). Found by file
 * system too, since a node with a thousand containers has thousands of mounts. Immutable.
 */
final class Mounts {

    private static final int MOST = 100_000;

    private final List<Mount> all;
    private final Map<String, List<Mount>> byDevice;

    private Mounts(List<Mount> all) {
        this.all = all;
        Map<String, List<Mount>> devices = new HashMap<>();
        for (Mount mount : all) {
            devices.computeIfAbsent(mount.device(), _ -> new ArrayList<>()).add(mount);
        }
        this.byDevice = devices;
    }

    /**
     * One mount.
     *
     * @param device major and minor number of the file system
     * @param root which directory or file of it stands here
     * @param point where it stands
     * @param options of this mount
     * @param settings of the file system
     */
    record Mount(String device, String root, String point, String options, String type, String settings) {

        /** Nobody writes through it, be it the mount or the whole file system. */
        boolean readOnly() {
            return option(options, "ro") || option(settings, "ro");
        }

        /** The value of a setting {@code name=value}; empty when it has none. */
        String setting(String name) {
            String start = name + "=";
            int at = settings.startsWith(start) ? 0 : settings.indexOf("," + start) + 1;
            if (at == 0 && !settings.startsWith(start)) {
                return "";
            }
            int end = settings.indexOf(',', at);
            return settings.substring(at + start.length(), end < 0 ? settings.length() : end);
        }

        private static boolean option(String options, String name) {
            return options.equals(name)
                    || options.startsWith(name + ",")
                    || options.endsWith("," + name)
                    || options.contains("," + name + ",");
        }
    }

    /** Reads a table; lines that are none are passed over. */
    static Mounts parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        int from = 0;
        while (from < text.length() && mounts.size() < MOST) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            Mount mount = mount(text.substring(from, end));
            if (mount != null) {
                mounts.add(mount);
            }
            from = end + 1;
        }
        return new Mounts(mounts);
    }

    List<Mount> all() {
        return all;
    }

    boolean empty() {
        return all.isEmpty();
    }

    /** What stands at a place; of several the last, which hides the others. */
    @Nullable Mount at(String point) {
        Mount found = null;
        for (Mount mount : all) {
            if (mount.point().equals(point)) {
                found = mount;
            }
        }
        return found;
    }

    /** The mount that a path lies on. */
    @Nullable Mount covering(String path) {
        Mount best = null;
        for (Mount mount : all) {
            if (below(path, mount.point()) != null
                    && (best == null || mount.point().length() >= best.point().length())) {
                best = mount;
            }
        }
        return best;
    }

    /** Where a directory of a file system can be seen here, as by its shortest way; null if nowhere. */
    @Nullable String place(String device, String inside) {
        Mount best = null;
        String rest = "";
        for (Mount mount : byDevice.getOrDefault(device, List.of())) {
            String below = below(inside, mount.root());
            if (below != null
                    && (best == null || mount.point().length() < best.point().length())) {
                best = mount;
                rest = below;
            }
        }
        if (best == null) {
            return null;
        }
        if (rest.isEmpty()) {
            return best.point();
        }
        return best.point().equals("/") ? rest : best.point() + rest;
    }

    /** The part of a path below a directory, empty or with a slash before it; null when it is not below. */
    static @Nullable String below(String path, String directory) {
        if (directory.equals("/")) {
            return path.equals("/") ? "" : path;
        }
        return path.startsWith(directory)
                        && (path.length() == directory.length() || path.charAt(directory.length()) == '/')
                ? path.substring(directory.length())
                : null;
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
        return new Mount(
                fields[2],
                decode(fields[3]),
                decode(fields[4]),
                fields[5],
                fields[dash + 1],
                dash + 3 < fields.length ? fields[dash + 3] : "");
    }

    /** The kernel writes blanks and backslashes as three octal digits. */
    private static String decode(String field) {
        int at = field.indexOf('\\');
        if (at < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            int value = c == '\\' && i + 3 < field.length() ? octal(field, i + 1) : -1;
            if (value >= 0) {
                out.append((char) value);
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
