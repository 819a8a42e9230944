package io.nodeward.hostprobes.containers;

import org.jspecify.annotations.Nullable;

/**
 * Takes one member out of a large JSON object without building the rest: a container's specification is some 20 kB, of
 * which a few members are asked for. What it passes over it checks no further than it must to find the end.
 */
final class JsonText {

    private static final int DEPTH = 100;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** Returns the text of the value at a path of names; null when it is not there or the text is no such object. */
    static @Nullable String value(String text, String... path) {
        JsonText json = new JsonText(text);
        for (String name : path) {
            if (!json.enter(name)) {
                return null;
            }
        }
        int start = json.at;
        return json.skip() ? text.substring(start, json.at) : null;
    }

    /** The value at a path, if it is a string without escapes. */
    static @Nullable String string(String text, String... path) {
        String value = value(text, path);
        return value == null || value.length() < 2 || value.charAt(0) != '"' || value.indexOf('\\') >= 0
                ? null
                : value.substring(1, value.length() - 1);
    }

    /** Moves from the beginning of an object to the value of a member. */
    private boolean enter(String name) {
        blanks();
        if (!take('{')) {
            return false;
        }
        while (true) {
            blanks();
            int start = at;
            if (!string()) {
                return false;
            }
            boolean its = at - start == name.length() + 2 && text.startsWith(name, start + 1);
            blanks();
            if (!take(':')) {
                return false;
            }
            blanks();
            if (its) {
                return true;
            }
            if (!skip()) {
                return false;
            }
            blanks();
            if (!take(',')) {
                return false;
            }
        }
    }

    private boolean skip() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                if (!string()) {
                    return false;
                }
            } else if (c == '{' || c == '[') {
                at++;
                if (++depth > DEPTH) {
                    return false;
                }
                continue;
            } else if (c == '}' || c == ']') {
                if (depth-- == 0) {
                    return false;
                }
                at++;
            } else if (depth == 0) {
                return word();
            } else {
                at++;
                continue;
            }
            if (depth == 0) {
                return true;
            }
        }
        return false;
    }

    /** A number, true, false or null. */
    private boolean word() {
        int start = at;
        while (at < text.length() && ",}] \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at > start;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (true) {
            int end = text.indexOf('"', at);
            if (end < 0) {
                return false;
            }
            int slashes = 0;
            while (end - 1 - slashes >= at && text.charAt(end - 1 - slashes) == '\\') {
                slashes++;
            }
            at = end + 1;
            if (slashes % 2 == 0) {
                return true;
            }
        }
    }

    private boolean take(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            return false;
        }
        at++;
        return true;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
