package io.nodeward.secrets.encryption.servers;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One line of metrics (Prometheus text format 0.0.4). */
record Sample(String name, Map<String, String> labels, double value) {

    String label(String label) {
        return labels.getOrDefault(label, "");
    }

    /** The value as a moment, where it counts seconds since 1970. */
    Instant instant() {
        return Instant.ofEpochMilli(Math.round(value * 1000));
    }

    /** Returns what a line says; nothing for comments and what is malformed. */
    static Optional<Sample> parse(String line) {
        int brace = line.indexOf('{');
        int space = line.indexOf(' ');
        int nameEnd = brace >= 0 && brace < space ? brace : space;
        if (nameEnd <= 0 || line.charAt(0) == '#') {
            return Optional.empty();
        }
        Map<String, String> labels = new HashMap<>();
        int at = nameEnd;
        if (line.charAt(at) == '{') {
            at = labels(line, at + 1, labels);
        }
        if (at < 0) {
            return Optional.empty();
        }
        String[] words = line.substring(at).strip().split(" ", 2);
        try {
            return Optional.of(new Sample(line.substring(0, nameEnd), labels, Double.parseDouble(words[0])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns where they end, behind the brace; -1 if they do not. */
    private static int labels(String line, int from, Map<String, String> labels) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '}') {
            int equals = line.indexOf("=\"", at);
            if (equals < 0) {
                return -1;
            }
            StringBuilder value = new StringBuilder();
            int i = equals + 2;
            while (i < line.length() && line.charAt(i) != '"') {
                char c = line.charAt(i);
                if (c == '\\' && i + 1 < line.length()) {
                    i++;
                    c = line.charAt(i) == 'n' ? '\n' : line.charAt(i);
                }
                value.append(c);
                i++;
            }
            labels.put(line.substring(at, equals).strip(), value.toString());
            at = i + 1;
            if (at < line.length() && line.charAt(at) == ',') {
                at++;
            }
        }
        return at < line.length() ? at + 1 : -1;
    }
}
