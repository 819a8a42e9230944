package io.nodeward.agent.report;

import io.nodeward.agent.text.Plain;

/** Writes XML and HTML. Text and attribute values can never become markup, and hold no character that XML forbids. */
final class Markup {

    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Adds markup as it stands. Only constants may be given. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Adds text from anywhere. */
    Markup text(String text) {
        return clean(Plain.line(text));
    }

    /** As {@link #text(String)}, with at most {@code limit} characters. */
    Markup text(String text, int limit) {
        return clean(Plain.line(text, limit));
    }

    /** Adds a number. */
    Markup text(long number) {
        out.append(number);
        return this;
    }

    /** Adds an attribute whose name is a constant. */
    Markup attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        clean(Plain.line(value));
        out.append('"');
        return this;
    }

    /** Adds an attribute with a number. */
    Markup attribute(String name, long value) {
        out.append(' ').append(name).append("=\"").append(value).append('"');
        return this;
    }

    private Markup clean(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
