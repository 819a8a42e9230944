package io.nodeward.hostprobes.systemd;

/** A file of EnvironmentFile=, systemd.exec(5): quotes are taken off, a backslash joins lines, a later line wins. */
final class EnvironmentFile {

    private EnvironmentFile() {}

    /** Takes one variable. */
    interface Sink {
        void take(String key, String value, int line);
    }

    static void read(String text, Sink sink) {
        int at = 0;
        int line = 1;
        while (at < text.length()) {
            int begin = line;
            char c = text.charAt(at);
            if (c == '\n' || Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
                continue;
            }
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', at);
            if (c == '#' || c == ';' || equals < 0 || equals > end) {
                at = end;
                continue;
            }
            String key = text.substring(at, equals).strip();
            StringBuilder value = new StringBuilder();
            at = equals + 1;
            char quote = 0;
            int keep = 0;
            while (at < text.length()) {
                c = text.charAt(at);
                if (c == '\n') {
                    line++;
                    if (quote == 0) {
                        at++;
                        break;
                    }
                }
                if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
                    at++;
                    if (text.charAt(at) == '\n') {
                        line++;
                    } else {
                        value.append(text.charAt(at));
                        keep = value.length();
                    }
                } else if (c == quote) {
                    quote = 0;
                    keep = value.length();
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote != 0 || !value.isEmpty() || !Character.isWhitespace(c)) {
                    value.append(c);
                    if (quote != 0 || !Character.isWhitespace(c)) {
                        keep = value.length();
                    }
                }
                at++;
            }
            sink.take(key, value.substring(0, keep), begin);
        }
    }
}
