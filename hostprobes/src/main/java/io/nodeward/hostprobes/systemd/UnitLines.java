package io.nodeward.hostprobes.systemd;

import java.util.ArrayList;
import java.util.List;

/** A unit file or drop-in as a list of settings. (systemd.syntax(7); shared/conf-parser.c.) */
final class UnitLines {

    private UnitLines() {}

    /** A setting and the line on which it begins. */
    record Setting(String section, String key, String value, int line) {}

    static List<Setting> read(String text) {
        List<Setting> settings = new ArrayList<>();
        String section = "";
        StringBuilder joined = new StringBuilder();
        int begin = 0;
        int number = 0;
        int at = text.startsWith("\uFEFF") ? 1 : 0;
        while (at <= text.length()) {
            int newline = text.indexOf('\n', at);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(at, end);
            at = end + 1;
            number++;
            if (comment(line)) {
                // also between the parts of a line that goes on
                continue;
            }
            begin = joined.isEmpty() ? number : begin;
            if (goesOn(line) && at <= text.length()) {
                joined.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            String whole = joined.append(line).toString().strip();
            joined.setLength(0);
            if (whole.startsWith("[") && whole.endsWith("]")) {
                section = whole.substring(1, whole.length() - 1);
                continue;
            }
            int equals = whole.indexOf('=');
            if (equals > 0) {
                settings.add(new Setting(
                        section,
                        whole.substring(0, equals).strip(),
                        whole.substring(equals + 1).strip(),
                        begin));
            }
        }
        return settings;
    }

    private static boolean comment(String line) {
        String start = line.stripLeading();
        return start.startsWith("#") || start.startsWith(";");
    }

    /** Whether the last backslash stands by itself and is not one that another one escapes. */
    private static boolean goesOn(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }
}
