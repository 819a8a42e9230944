package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of apt by their full names in lower case, the last one counts (apt.conf(5)). */
final class AptConfig {

    private static final String DIRECTORY = "/etc/apt/apt.conf.d";
    private static final int ENTRIES = 1000;
    private static final int LIMIT = 1 << 20;

    private final Map<String, Known> values = new HashMap<>();
    private Read.@Nullable Failed<?> unread;

    private AptConfig() {}

    static AptConfig read(HostRoot root) {
        AptConfig config = new AptConfig();
        List<String> paths = new ArrayList<>();
        Read<List<String>> listed = root.list(DIRECTORY, ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                if (name.indexOf('.') < 0 || name.endsWith(".conf")) {
                    paths.add(DIRECTORY + "/" + name);
                }
            }
        } else if (listed instanceof Read.Failed<List<String>> failed) {
            config.unread = failed;
        }
        paths.add("/etc/apt/apt.conf");
        for (String path : paths) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Found<String>(String found)) {
                config.parse(found, path);
            } else if (text instanceof Read.Failed<String> failed) {
                config.unread = failed;
            }
        }
        return config;
    }

    /** A file that could not be read, or null. */
    Read.@Nullable Failed<?> unread() {
        return unread;
    }

    /** The value as text; null where nothing sets it. */
    @Nullable Known of(String name) {
        return values.get(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a value means yes, as apt reads it (apt-pkg/contrib/strutl.cc: StringToBool). */
    static boolean yes(@Nullable Known known) {
        if (known == null) {
            return false;
        }
        return switch (known.value().toString().toLowerCase(Locale.ROOT)) {
            case "", "0", "no", "false", "without", "off", "disable" -> false;
            default -> true;
        };
    }

    /** Names, values in quotes, braces that hold together what is below a name, and comments of two kinds. */
    private void parse(String text, String path) {
        Deque<String> within = new ArrayDeque<>();
        StringBuilder name = new StringBuilder();
        String value = null;
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (c == '#' || text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at);
                end = end < 0 ? text.length() : end + 2;
                for (int i = at; i < end; i++) {
                    line += text.charAt(i) == '\n' ? 1 : 0;
                }
                at = end;
            } else if (c == '"') {
                int end = text.indexOf('"', at + 1);
                end = end < 0 ? text.length() : end;
                value = text.substring(at + 1, end);
                at = Math.min(text.length(), end + 1);
            } else if (c == '{') {
                within.addLast(name.toString().strip());
                name.setLength(0);
                value = null;
                at++;
            } else if (c == '}' || c == ';') {
                if (value != null) {
                    put(within, name.toString().strip(), value, path + ":" + line);
                }
                if (c == '}' && !within.isEmpty()) {
                    within.removeLast();
                }
                name.setLength(0);
                value = null;
                at++;
            } else {
                name.append(c);
                at++;
            }
        }
    }

    private void put(Deque<String> within, String name, String value, String source) {
        if (name.isEmpty() || within.size() > 32) {
            return;
        }
        StringBuilder full = new StringBuilder();
        for (String part : within) {
            full.append(part).append("::");
        }
        values.put(full.append(name).toString().toLowerCase(Locale.ROOT), new Known(value, source));
    }
}
