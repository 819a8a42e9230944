package io.nodeward.hostprobes.confinement;

/** AppArmor's patterns of paths (apparmor.d(5), Globbing): {@code * ** ? [a-z] {a,b}}. */
final class Aare {

    private static final int STEPS = 100_000;

    private final String path;
    private int steps;

    private Aare(String path) {
        this.path = path;
    }

    /** Whether a pattern means a path; one that takes too long to tell does not. */
    static boolean matches(String pattern, String path) {
        return new Aare(path).from(pattern, 0);
    }

    private boolean from(String pattern, int at) {
        if (++steps > STEPS) {
            return false;
        }
        if (pattern.isEmpty()) {
            return at == path.length();
        }
        char c = pattern.charAt(0);
        String rest = pattern.substring(1);
        return switch (c) {
            case '*' -> star(rest, at);
            case '?' -> at < path.length() && path.charAt(at) != '/' && from(rest, at + 1);
            case '[' -> set(pattern, at);
            case '{' -> choice(pattern, at);
            case '\\' -> !rest.isEmpty() && literal(rest.charAt(0), at) && from(rest.substring(1), at + 1);
            default -> literal(c, at) && from(rest, at + 1);
        };
    }

    private boolean literal(char c, int at) {
        return at < path.length() && path.charAt(at) == c;
    }

    private boolean star(String rest, int at) {
        boolean deep = rest.startsWith("*");
        String after = deep ? rest.substring(1) : rest;
        for (int end = at; end <= path.length(); end++) {
            if (from(after, end)) {
                return true;
            }
            if (end < path.length() && !deep && path.charAt(end) == '/') {
                return false;
            }
        }
        return false;
    }

    private boolean set(String pattern, int at) {
        int close = pattern.indexOf(']', 2);
        if (close < 0 || at >= path.length() || path.charAt(at) == '/') {
            return false;
        }
        boolean not = pattern.charAt(1) == '^';
        char c = path.charAt(at);
        boolean in = false;
        for (int i = not ? 2 : 1; i < close; i++) {
            if (i + 2 < close && pattern.charAt(i + 1) == '-') {
                in |= c >= pattern.charAt(i) && c <= pattern.charAt(i + 2);
                i += 2;
            } else {
                in |= c == pattern.charAt(i);
            }
        }
        return in != not && from(pattern.substring(close + 1), at + 1);
    }

    private boolean choice(String pattern, int at) {
        int depth = 0;
        int start = 1;
        int close = -1;
        for (int i = 0; i < pattern.length() && close < 0; i++) {
            char c = pattern.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                close = i;
            }
        }
        if (close < 0) {
            return false;
        }
        String rest = pattern.substring(close + 1);
        for (int i = 1; i <= close; i++) {
            char c = pattern.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if ((c == ',' && depth == 0) || i == close) {
                if (from(pattern.substring(start, i) + rest, at)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }
}
