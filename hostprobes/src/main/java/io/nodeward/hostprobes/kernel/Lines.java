package io.nodeward.hostprobes.kernel;

/** A text line by line, without a list of all of them. */
final class Lines {

    private final String text;
    private int from;
    private int number;

    Lines(String text) {
        this.text = text;
    }

    boolean more() {
        return from < text.length();
    }

    /** The next line without its end; only while there is {@link #more()}. */
    String next() {
        int end = text.indexOf('\n', from);
        end = end < 0 ? text.length() : end;
        String line = text.substring(from, end);
        from = end + 1;
        number++;
        return line;
    }

    /** Which line was given last, from 1. */
    int number() {
        return number;
    }

    /** Where the first blank or tab stands, from a place on; the length where there is none. */
    static int blank(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at++;
        }
        return at;
    }

    /** Where the next word begins, from a place on; the length where there is none. */
    static int word(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
