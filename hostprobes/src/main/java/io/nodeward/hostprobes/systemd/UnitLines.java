package io.nodeward.hostprobes.systemd;

import java.util.ArrayList;
import java.util.List;

/** A unit file or drop-in as a list of settings, systemd.syntax(7). */
final class UnitLines {

    private UnitLines() {}

    /** A setting and the line on which it begins. */
    record Setting(String section, String key, String value, int line) {}

    static List<Setting> read(String text) {
        List<Setting> settings = new ArrayList<>();
        String section = "";
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int begin = i + 1;
            String line = lines[i].strip();
            if (line.isEmpty() || comment(line)) {
                continue;
            }
            StringBuilder joined = new StringBuilder();
            while (line.endsWith("\\") && i + 1 < lines.length) {
                joined.append(line, 0, line.length() - 1).append(' ');
                do {
                    line = lines[++i].strip();
                } while (comment(line) && i + 1 < lines.length);
            }
            line = joined.append(line).toString().strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
                continue;
            }
            int equals = line.indexOf('=');
            if (equals > 0) {
                settings.add(new Setting(
                        section,
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        begin));
            }
        }
        return settings;
    }

    private static boolean comment(String line) {
        return line.startsWith("#") || line.startsWith(";");
    }
}
