package io.nodeward.hostprobes.files;

import java.util.ArrayList;
import java.util.List;

/** Texts cut into lines and words without regular expressions, which are slow the first time. */
public final class Lines {

    private static final int MOST = 50_000;

    private Lines() {}

    /** @param number counted from 1 */
    public record Line(String text, int number) {}

    /** Lines without blanks at their ends; empty ones and comments, which begin with a number sign, are left out. */
    public static List<Line> of(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        int from = 0;
        while (from < text.length() && lines.size() < MOST) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            String line = text.substring(from, end).strip();
            from = end + 1;
            if (!line.isEmpty() && line.charAt(0) != '#') {
                lines.add(new Line(line, number));
            }
        }
        return lines;
    }

    /** As {@link #of}, a line that ends with a backslash going on in the next; the number is that of the first. */
    public static List<Line> joined(String text) {
        List<Line> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int number = 0;
        int first = 0;
        int from = 0;
        while (from < text.length() && lines.size() < MOST) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            number++;
            String line = text.substring(from, end).stripTrailing();
            from = end + 1;
            first = open.isEmpty() ? number : first;
            if (line.endsWith("\\") && from < text.length()) {
                open.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            String whole = open.append(line).toString().strip();
            open.setLength(0);
            if (!whole.isEmpty()) {
                lines.add(new Line(whole, first));
            }
        }
        return lines;
    }

    /** The parts of a text between blanks. */
    public static List<String> words(String text) {
        return cut(text, " \t\r\n\f");
    }

    /** The parts of a text between characters of a set; empty parts are left out. */
    public static List<String> cut(String text, String between) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            while (at < text.length() && between.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            int start = at;
            while (at < text.length() && between.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (at > start) {
                words.add(text.substring(start, at));
            }
        }
        return words;
    }

    /** A whole number of at most nine digits; -1 where it is none. */
    public static long number(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }
}
