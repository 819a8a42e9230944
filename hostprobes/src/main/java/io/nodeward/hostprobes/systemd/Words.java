package io.nodeward.hostprobes.systemd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How systemd cuts a value into words: blanks separate, quotes hold together wherever they stand, a backslash escapes.
 * (basic/extract-word.c.)
 */
final class Words {

    private static final String BLANKS = " \t\n\r";
    private static final int HEX = 16;
    private static final int OCTAL = 8;

    private enum Escapes {
        /** Those of C; what is none stays as it is written. */
        LENIENT,
        /** Those of C; what is none ends the reading. */
        STRICT,
        /** A backslash takes the next character as it is. */
        PLAIN
    }

    private final String text;
    private final Escapes escapes;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean wrong;
    private int at;

    private Words(String text, Escapes escapes) {
        this.text = text;
        this.escapes = escapes;
    }

    /** The words of a command; null when a quote is not closed, then systemd ignores the setting. */
    static @Nullable List<String> ofCommand(String text) {
        Words words = new Words(text, Escapes.LENIENT);
        return words.all() ? words.words : null;
    }

    /** The words of a list; from one on that is not well formed systemd ignores the rest. */
    static List<String> ofList(String text) {
        Words words = new Words(text, Escapes.STRICT);
        words.all();
        return words.words;
    }

    /** The words of a variable's value, in which a quote may stay open. */
    static List<String> ofVariable(String text) {
        Words words = new Words(text, Escapes.PLAIN);
        words.all();
        return words.words;
    }

    private boolean all() {
        while (blanks()) {
            if (!next()) {
                return false;
            }
            words.add(word.toString());
        }
        return true;
    }

    /** Skips blanks and returns whether a word begins. */
    private boolean blanks() {
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length();
    }

    private boolean next() {
        word.setLength(0);
        char quote = 0;
        while (at < text.length() && !wrong) {
            char c = text.charAt(at);
            if (quote == 0 && BLANKS.indexOf(c) >= 0) {
                return true;
            }
            at++;
            if (c == '\\') {
                if (at == text.length()) {
                    word.append(c);
                } else if (escapes != Escapes.PLAIN) {
                    escape();
                } else {
                    word.append(text.charAt(at++));
                }
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        return !wrong && (quote == 0 || escapes == Escapes.PLAIN);
    }

    /** What stands behind a backslash. */
    private void escape() {
        char c = text.charAt(at);
        int plain = "abfnrtvs\\\"'".indexOf(c);
        if (plain >= 0) {
            word.append("\u0007\b\f\n\r\t\u000b \\\"'".charAt(plain));
            at++;
            return;
        }
        int from = c == 'x' || c == 'u' || c == 'U' ? at + 1 : at;
        int length = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 3;
        int value = number(from, length, from == at ? OCTAL : HEX);
        if (value > 0 && Character.isValidCodePoint(value)) {
            word.appendCodePoint(value);
            at = from + length;
        } else {
            wrong = escapes == Escapes.STRICT;
            word.append('\\').append(c);
            at++;
        }
    }

    /** So many digits as a number; -1 when they are not all digits. */
    private int number(int from, int length, int radix) {
        if (from + length > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = text.charAt(i) > 'f' ? -1 : Character.digit(text.charAt(i), radix);
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
