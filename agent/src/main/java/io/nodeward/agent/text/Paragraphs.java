package io.nodeward.agent.text;

/**
 * Lines of text within a width. Words longer than a line, such as paths, stay whole so that they can be copied. What is
 * put in has to be harmless already.
 */
public final class Paragraphs {

    private final StringBuilder out = new StringBuilder(4096);
    private final int width;
    /** Columns of the line that {@link #colored} began. */
    private int begun;

    public Paragraphs(int width) {
        this.width = width;
    }

    /** Adds one line as it is. */
    public Paragraphs line(String text) {
        out.append(text).append('\n');
        return this;
    }

    /** Adds an empty line. */
    public Paragraphs gap() {
        out.append('\n');
        return this;
    }

    /** Begins a line with a word between two escape sequences, which take no columns. */
    public Paragraphs colored(String start, String word, String end) {
        out.append(start).append(word).append(end);
        begun = word.length();
        return this;
    }

    /** Adds text after a label; further lines begin below the text. */
    public Paragraphs wrap(String label, String text) {
        return wrap(label, label.length(), text);
    }

    /**
     * Adds text after a label.
     *
     * @param indent where further lines begin
     */
    public Paragraphs wrap(String label, int indent, String text) {
        out.append(label);
        int column = begun + label.length();
        begun = 0;
        boolean first = true;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            if (end < 0) {
                end = text.length();
            }
            int length = text.codePointCount(at, end);
            if (!first && column + 1 + length > width) {
                out.append('\n').append(" ".repeat(indent));
                column = indent;
                first = true;
            }
            if (!first) {
                out.append(' ');
                column++;
            }
            out.append(text, at, end);
            column += length;
            first = false;
            at = end + 1;
        }
        out.append('\n');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
