package io.nodeward.hostprobes.yaml;

import java.util.ArrayList;
import java.util.List;

/**
 * A text whose long runs of base64 are taken out before it is parsed and put back into the values: kubeconfigs consist of
 * little else, and a parser takes its time over each character. Only a run that is the whole rest of a line behind
 * {@code key: } is taken, which is one plain value wherever it stands, or part of a longer text.
 */
final class LongTokens {

    private static final int SHORTEST = 256;
    /** Characters for private use, which YAML takes for letters. */
    private static final char MARK = '\uE000';

    private static final char FIRST = '\uE100';
    private static final int MOST = 1000;

    private final String text;
    private final List<String> tokens = new ArrayList<>();

    private LongTokens(String original) {
        this.text = original.length() < SHORTEST || original.indexOf(MARK) >= 0 ? original : shortened(original);
    }

    static LongTokens of(String original) {
        return new LongTokens(original);
    }

    /** What is to be parsed. */
    String text() {
        return text;
    }

    /** A value with what was taken out of it. */
    String restored(String value) {
        if (tokens.isEmpty() || value.indexOf(MARK) < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = value.indexOf(MARK); at >= 0; at = value.indexOf(MARK, from)) {
            out.append(value, from, at).append(tokens.get(value.charAt(at + 1) - FIRST));
            from = at + 2;
        }
        return out.append(value, from, value.length()).toString();
    }

    private String shortened(String original) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int line = 0; line < original.length() && tokens.size() < MOST; ) {
            int next = original.indexOf('\n', line);
            int end = next < 0 ? original.length() : next;
            int value = end - line < SHORTEST ? -1 : original.indexOf(": ", line) + 2;
            if (value > line + 2 && end - value >= SHORTEST && base64(original, value, end)) {
                out.append(original, from, value).append(MARK).append((char) (FIRST + tokens.size()));
                tokens.add(original.substring(value, end));
                from = end;
            }
            line = end + 1;
        }
        return from == 0
                ? original
                : out.append(original, from, original.length()).toString();
    }

    private static boolean base64(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '/' && c <= '9') || c == '+' || c == '=')) {
                return false;
            }
        }
        return true;
    }
}
