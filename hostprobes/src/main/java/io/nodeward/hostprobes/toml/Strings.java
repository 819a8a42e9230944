package io.nodeward.hostprobes.toml;

/** The four kinds of strings. */
final class Strings {

    private static final String PLAIN = "btnfr\"\\";
    private static final String MEANT = "\b\t\n\f\r\"\\";

    private Strings() {}

    /** Reads a string that begins here, whichever kind. */
    static String any(Cursor cursor) throws TomlSyntaxException {
        return cursor.startsWith("\"\"\"") || cursor.startsWith("'''") ? several(cursor) : single(cursor);
    }

    /** Of one line. */
    static String single(Cursor cursor) throws TomlSyntaxException {
        char quote = cursor.take();
        StringBuilder text = new StringBuilder();
        while (cursor.peek() != quote) {
            char c = cursor.plain();
            if (c == '\\' && quote == '"') {
                escape(cursor, text);
            } else {
                text.append(c);
            }
        }
        cursor.take();
        return text.toString();
    }

    /** Of several lines; a line end right behind the opening quotes is none of the text. */
    private static String several(Cursor cursor) throws TomlSyntaxException {
        char quote = cursor.peek();
        String quotes = String.valueOf(quote).repeat(3);
        cursor.skip(3);
        cursor.newline();
        StringBuilder text = new StringBuilder();
        while (!cursor.startsWith(quotes)) {
            if (cursor.newline()) {
                text.append('\n');
                continue;
            }
            char c = cursor.plain();
            if (c != '\\' || quote == '\'') {
                text.append(c);
            } else if (!joined(cursor)) {
                escape(cursor, text);
            }
        }
        cursor.skip(3);
        // up to two quotes more are the end of the text
        for (int i = 0; i < 2 && cursor.peek() == quote; i++) {
            text.append(cursor.take());
        }
        return text.toString();
    }

    /** A backslash at the end of a line takes away all blanks and line ends up to the next character. */
    private static boolean joined(Cursor cursor) throws TomlSyntaxException {
        boolean blank = cursor.peek() == ' ' || cursor.peek() == '\t';
        cursor.blanks();
        if (!cursor.newline()) {
            if (blank) {
                throw cursor.error("a backslash stands before a blank");
            }
            return false;
        }
        do {
            cursor.blanks();
        } while (cursor.newline());
        return true;
    }

    private static void escape(Cursor cursor, StringBuilder text) throws TomlSyntaxException {
        char c = cursor.plain();
        int plain = PLAIN.indexOf(c);
        if (plain >= 0) {
            text.append(MEANT.charAt(plain));
            return;
        }
        if (c != 'u' && c != 'U') {
            throw cursor.error("a backslash stands before a character that it does not go with");
        }
        int value = 0;
        for (int i = 0; i < (c == 'u' ? 4 : 8); i++) {
            int digit = Numbers.digit(cursor.plain());
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                throw cursor.error("a backslash stands before what is no character's number");
            }
            value = 16 * value + digit;
        }
        if (value > Character.MAX_CODE_POINT || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
            throw cursor.error("a backslash stands before what is no character's number");
        }
        text.appendCodePoint(value);
    }
}
