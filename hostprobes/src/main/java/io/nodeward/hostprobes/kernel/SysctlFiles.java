package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What systemd-sysctl sets at boot (sysctl.d(5)): of files of one name that of the first directory counts, all are read in
 * the order of their names, a later line wins, a line without a pattern wins over patterns, {@code -key} keeps patterns
 * away. /etc/sysctl.conf counts only through a link in one of the directories.
 */
final class SysctlFiles {

    private static final List<String> DIRECTORIES =
            List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d");
    private static final int MOST_FILES = 1000;
    private static final int MOST_LINES = 20_000;
    private static final int LIMIT = 1 << 20;

    private final List<Line> lines = new ArrayList<>();
    private final List<Read.Failed<?>> unread = new ArrayList<>();

    /**
     * A line of a file.
     *
     * @param path the setting below /proc/sys
     * @param value null for {@code -key}, which keeps patterns away
     */
    record Line(String path, @Nullable String value, String source) {}

    private SysctlFiles() {}

    static SysctlFiles read(HostRoot root) {
        SysctlFiles files = new SysctlFiles();
        Map<String, String> paths = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            Read<List<String>> listed = root.list(directory, MOST_FILES);
            if (listed instanceof Read.Found<List<String>>(List<String> names)) {
                for (String name : names) {
                    if (name.endsWith(".conf")) {
                        paths.putIfAbsent(name, directory + "/" + name);
                    }
                }
            } else if (listed instanceof Read.Failed<List<String>> failed) {
                files.unread.add(failed);
            }
        }
        for (String path : paths.values()) {
            // checked first: an image may hold no /dev/null, or anything in its place
            if (root.link(path) instanceof Read.Found<String>(String target) && target.equals("/dev/null")) {
                continue;
            }
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Found<String>(String found)) {
                files.parse(found, path);
            } else if (text instanceof Read.Failed<String> failed) {
                files.unread.add(failed);
            }
        }
        return files;
    }

    /** Where there may be more lines than were read. */
    List<Read.Failed<?>> unread() {
        return unread;
    }

    private void parse(String text, String path) {
        int number = 0;
        int from = 0;
        while (from < text.length() && lines.size() < MOST_LINES) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            String line = text.substring(from, end).strip();
            from = end + 1;
            if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != ';') {
                assignment(line, path + ":" + number);
            }
        }
    }

    private void assignment(String line, String source) {
        int equals = line.indexOf('=');
        boolean dash = line.charAt(0) == '-';
        if (equals < 0) {
            if (dash) {
                lines.add(new Line(normal(line.substring(1).strip()), null, source));
            }
            return;
        }
        String key = line.substring(dash ? 1 : 0, equals).strip();
        if (!key.isEmpty()) {
            lines.add(new Line(normal(key), line.substring(equals + 1).strip(), source));
        }
    }

    /** Whichever of dot and slash comes first parts the name's steps; the other then stands for the first (sysctl.d(5)). */
    static String normal(String key) {
        int dot = key.indexOf('.');
        int slash = key.indexOf('/');
        if (dot < 0 || (slash >= 0 && slash < dot)) {
            return key;
        }
        return key.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    /** The lines that set a key, that which counts first; empty where nothing sets it. */
    List<Line> of(String path) {
        List<Line> exact = new ArrayList<>();
        List<Line> patterns = new ArrayList<>();
        boolean excluded = false;
        for (Line line : lines.reversed()) {
            if (line.path().equals(path)) {
                excluded |= line.value() == null && exact.isEmpty();
                if (line.value() != null) {
                    exact.add(line);
                }
            } else if (line.value() != null && Globs.pattern(line.path()) && matches(path, line.path())) {
                patterns.add(line);
            }
        }
        if (excluded) {
            return List.of();
        }
        return exact.isEmpty() ? patterns : exact;
    }

    /** Step by step, since a star stands for no slash. */
    private static boolean matches(String path, String pattern) {
        int at = 0;
        int in = 0;
        while (true) {
            int end = path.indexOf('/', at);
            int stop = pattern.indexOf('/', in);
            String step = path.substring(at, end < 0 ? path.length() : end);
            if (!Globs.matches(step, pattern.substring(in, stop < 0 ? pattern.length() : stop))) {
                return false;
            }
            if (end < 0 || stop < 0) {
                return end < 0 && stop < 0;
            }
            at = end + 1;
            in = stop + 1;
        }
    }
}
