package io.nodeward.agent.json;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON document, indented, with short arrays and objects of single values on one line where asked. Everything
 * beyond ASCII is escaped, so that a terminal that is shown a document cannot be driven by what stands in a host's files,
 * and half a surrogate pair becomes U+FFFD, since parsers refuse it. For one thread.
 *
 * <p>Written by hand because it is on the way of every audit: loading a library for it takes longer than writing.
 */
public final class JsonWriter {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int INDENT = 2;
    /** What stands for itself. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (char c = ' '; c <= '~'; c++) {
            PLAIN[c] = c != '"' && c != '\\';
        }
    }

    private static final int REPLACEMENT = 0xFFFD;
    /** The most that one step of {@link #quoted} writes: a surrogate pair as two escapes. */
    private static final int LONGEST = 12;

    private byte[] out = new byte[1 << 16];
    private int length;
    private int depth;
    /** Whether something stands before the next value on its level. */
    private boolean comma;
    /** Whether a name was written whose value comes next. */
    private boolean named;
    /** How many levels up the one-line part began; 0 when lines are broken. */
    private int flat;

    JsonWriter() {}

    /** Begins an object. */
    public JsonWriter object() {
        return open('{');
    }

    /** Begins an object whose content stands on one line. */
    public JsonWriter flatObject() {
        open('{');
        flat = flat == 0 ? 1 : flat;
        return this;
    }

    /** Begins the object of a name. */
    public JsonWriter object(String name) {
        return name(name).object();
    }

    /** Ends the object begun last. */
    public JsonWriter endObject() {
        return close('}');
    }

    /** Begins an array. */
    public JsonWriter array() {
        return open('[');
    }

    /** Begins the array of a name. */
    public JsonWriter array(String name) {
        return name(name).array();
    }

    /** Ends the array begun last. */
    public JsonWriter endArray() {
        return close(']');
    }

    /** Writes the name of the value that comes next. */
    public JsonWriter name(String name) {
        before();
        quoted(name);
        reserve(2);
        out[length++] = ':';
        out[length++] = ' ';
        named = true;
        return this;
    }

    /** Writes a text. */
    public JsonWriter text(String text) {
        before();
        quoted(text);
        return this;
    }

    /** Writes null. */
    public JsonWriter none() {
        return word("null");
    }

    /** Writes a truth value. */
    public JsonWriter truth(boolean value) {
        return word(value ? "true" : "false");
    }

    /** Writes a whole number. */
    public JsonWriter number(long value) {
        return word(Long.toString(value));
    }

    /** Writes a number; what JSON cannot say as a number is written as text. */
    public JsonWriter number(double value) {
        String word = Double.toString(value);
        return Double.isFinite(value) ? word(word) : text(word);
    }

    /** Writes a field with a text, or with null. */
    public JsonWriter field(String name, @Nullable String text) {
        name(name);
        return text == null ? none() : text(text);
    }

    /** Writes a field with a truth value. */
    public JsonWriter field(String name, boolean value) {
        return name(name).truth(value);
    }

    /** Writes a field with a number. */
    public JsonWriter field(String name, long value) {
        return name(name).number(value);
    }

    /** Writes a field with a list of texts, on one line. */
    public JsonWriter field(String name, Collection<String> texts) {
        array(name);
        flat = flat == 0 ? 1 : flat;
        for (String text : texts) {
            text(text);
        }
        return endArray();
    }

    /** A writer for more of the values of this array, at least one of which is written, to be {@link #append}ed. */
    public JsonWriter more() {
        JsonWriter more = new JsonWriter();
        more.depth = depth;
        more.comma = true;
        return more;
    }

    /** Writes what another writer has written, which was made by {@link #more}. */
    public JsonWriter append(JsonWriter more) {
        reserve(more.length);
        System.arraycopy(more.out, 0, out, length, more.length);
        length += more.length;
        return this;
    }

    /** The document, with a new line at its end. */
    byte[] bytes() {
        put('\n');
        return Arrays.copyOf(out, length);
    }

    private JsonWriter open(char bracket) {
        before();
        put(bracket);
        depth++;
        comma = false;
        flat = flat == 0 ? 0 : flat + 1;
        return this;
    }

    private JsonWriter close(char bracket) {
        depth--;
        if (flat == 0) {
            if (comma) {
                line();
            }
        } else {
            flat--;
        }
        put(bracket);
        comma = true;
        return this;
    }

    /** Comma and new line, as the place asks for it. */
    private void before() {
        if (named) {
            named = false;
            comma = true;
            return;
        }
        if (comma) {
            put(',');
            if (flat > 0) {
                put(' ');
            }
        }
        if (flat == 0 && depth > 0) {
            line();
        }
        comma = true;
    }

    private void line() {
        int spaces = depth * INDENT;
        reserve(spaces + 1);
        out[length++] = '\n';
        for (int i = 0; i < spaces; i++) {
            out[length++] = ' ';
        }
    }

    private JsonWriter word(String word) {
        before();
        reserve(word.length());
        copy(word);
        length += word.length();
        return this;
    }

    /** Copies the low bytes of a text in one go. */
    @SuppressWarnings("deprecation") // what it does is what is wanted
    private void copy(String text) {
        text.getBytes(0, text.length(), out, length);
    }

    private void quoted(String text) {
        int size = text.length();
        reserve(size + 2);
        out[length++] = '"';
        if (plain(text)) {
            length += size;
        } else {
            escaped(text);
        }
        out[length++] = '"';
    }

    /**
     * Whether nothing of a text needs to be escaped; then it stands behind what is written. Looking at bytes is several
     * times faster than at characters, as long as nothing is compiled.
     */
    @SuppressWarnings("deprecation") // makes a text of bytes without looking at them
    private boolean plain(String text) {
        copy(text);
        int end = length + text.length();
        for (int i = length; i < end; i++) {
            if (!PLAIN[out[i] & 0xFF]) {
                return false;
            }
        }
        // of other characters than Latin ones the copy holds a part
        return new String(out, 0, length, text.length()).equals(text);
    }

    private void escaped(String text) {
        int size = text.length();
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c < 256 && PLAIN[c]) {
                out[length++] = (byte) c;
                continue;
            }
            // what is left needs a byte each as long as nothing is escaped, and the quotation mark one
            reserve(size - i + LONGEST);
            if (Character.isHighSurrogate(c) && i + 1 < size && Character.isLowSurrogate(text.charAt(i + 1))) {
                unicode(c);
                unicode(text.charAt(++i));
            } else {
                escaped(c);
            }
        }
    }

    private void escaped(char c) {
        switch (c) {
            case '"', '\\' -> pair(c);
            case '\n' -> pair('n');
            case '\r' -> pair('r');
            case '\t' -> pair('t');
            default -> unicode(Character.isSurrogate(c) ? REPLACEMENT : c);
        }
    }

    private void pair(char c) {
        out[length++] = '\\';
        out[length++] = (byte) c;
    }

    private void unicode(int c) {
        out[length++] = '\\';
        out[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[length++] = HEX[(c >> shift) & 15];
        }
    }

    private void put(char c) {
        reserve(1);
        out[length++] = (byte) c;
    }

    private void reserve(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
