package io.nodeward.hostprobes.toml;

import java.util.ArrayList;
import java.util.List;

/** Keys: bare, quoted, or several with dots between them. */
final class Keys {

    /** No runtime nests its settings half as deep. */
    private static final int PARTS = 100;

    private Keys() {}

    /** Reads a key up to what follows it, blanks skipped. */
    static List<String> dotted(Cursor cursor) throws TomlSyntaxException {
        List<String> parts = new ArrayList<>(4);
        while (true) {
            parts.add(simple(cursor));
            cursor.blanks();
            if (cursor.peek() != '.') {
                return parts;
            }
            if (parts.size() == PARTS) {
                throw cursor.error("a key has more than " + PARTS + " parts");
            }
            cursor.expect('.');
            cursor.blanks();
        }
    }

    private static String simple(Cursor cursor) throws TomlSyntaxException {
        char first = cursor.peek();
        if (first == '"' || first == '\'') {
            if (cursor.startsWith("\"\"\"") || cursor.startsWith("'''")) {
                throw cursor.error("a key is a text of several lines");
            }
            return Strings.single(cursor);
        }
        int start = cursor.position();
        while (bare(cursor.peek())) {
            cursor.take();
        }
        String key = cursor.since(start);
        if (key.isEmpty()) {
            throw cursor.error("a key is missing");
        }
        return key;
    }

    private static boolean bare(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
