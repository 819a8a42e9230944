package io.nodeward.hostprobes.systemd;

/**
 * A file of EnvironmentFile=. A quote counts at the start of a value only or behind a closed one, a backslash takes the
 * next character as it is and joins lines; nothing is filled in. (basic/env-file.c: parse_env_file_internal; a comment
 * that ends with a backslash hides the next line up to v253, which nobody means, and here it does not.)
 */
final class EnvironmentFile {

    private static final String BLANKS = " \t";

    private final String text;
    private final Sink sink;
    private int at;
    private int line = 1;

    private EnvironmentFile(String text, Sink sink) {
        this.text = text;
        this.sink = sink;
    }

    /** Takes one variable. */
    interface Sink {
        void take(String key, String value, int line);
    }

    static void read(String text, Sink sink) {
        EnvironmentFile file = new EnvironmentFile(text, sink);
        while (file.at < text.length()) {
            file.assignment();
        }
    }

    private void assignment() {
        char first = text.charAt(at);
        if (newline(first) || BLANKS.indexOf(first) >= 0) {
            advance();
            return;
        }
        int begin = line;
        int end = at;
        while (end < text.length() && !newline(text.charAt(end))) {
            end++;
        }
        int equals = text.indexOf('=', at + 1);
        if (first == '#' || first == ';' || equals < 0 || equals > end) {
            at = end;
            return;
        }
        String key = text.substring(at, equals).strip();
        at = equals + 1;
        String value = value();
        if (Variables.isName(key)) {
            sink.take(key, value, begin);
        }
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        int keep = 0;
        boolean begun = false;
        while (at < text.length() && !newline(text.charAt(at))) {
            char c = text.charAt(at);
            if (!begun && (c == '"' || c == '\'')) {
                advance();
                quoted(c, value);
                keep = value.length();
            } else if (c == '\\') {
                advance();
                begun = true;
                if (at < text.length() && !newline(text.charAt(at))) {
                    value.append(text.charAt(at));
                }
                if (at < text.length()) {
                    advance();
                }
                keep = value.length();
            } else {
                boolean blank = BLANKS.indexOf(c) >= 0;
                begun |= !blank;
                if (begun) {
                    value.append(c);
                    keep = blank ? keep : value.length();
                }
                advance();
            }
        }
        return value.substring(0, keep);
    }

    private void quoted(char quote, StringBuilder value) {
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at);
            advance();
            if (c != '\\' || quote == '\'') {
                value.append(c);
                continue;
            }
            if (at == text.length()) {
                return;
            }
            char escaped = text.charAt(at);
            advance();
            if ("\"\\`$".indexOf(escaped) >= 0) {
                value.append(escaped);
            } else if (escaped != '\n') {
                value.append('\\').append(escaped);
            }
        }
        if (at < text.length()) {
            advance();
        }
    }

    private void advance() {
        line += text.charAt(at) == '\n' ? 1 : 0;
        at++;
    }

    private static boolean newline(char c) {
        return c == '\n' || c == '\r';
    }
}
