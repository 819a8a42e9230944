package io.nodeward.hostprobes.files;

import java.util.ArrayList;
import java.util.List;

/** Paths with {@code *}, {@code ?} and {@code [a-z]} in them, found in order. */
public final class Globs {

    private static final int ENTRIES = 10_000;
    private static final int MOST = 1000;

    private final HostRoot root;
    private final boolean dotted;
    private final List<Read.Failed<?>> hidden = new ArrayList<>();

    /** As glob(3) finds them: a star stands for no name that begins with a dot. */
    public Globs(HostRoot root) {
        this(root, false);
    }

    /** @param dotted whether a star stands for names that begin with a dot too, as with Go's filepath.Glob */
    public Globs(HostRoot root, boolean dotted) {
        this.root = root;
        this.dotted = dotted;
    }

    /** Where there may be more than was found. */
    public List<Read.Failed<?>> hidden() {
        return hidden;
    }

    /** Whether a path is one. */
    public static boolean pattern(String path) {
        return path.indexOf('*') >= 0 || path.indexOf('?') >= 0 || path.indexOf('[') >= 0;
    }

    /** Returns what there is; empty when nothing matches. */
    public List<String> find(String path) {
        List<String> found = List.of("");
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            List<String> next = new ArrayList<>();
            for (String parent : found) {
                if (pattern(name)) {
                    matching(parent, name, next);
                } else {
                    next.add(parent + "/" + name);
                }
            }
            found = next;
        }
        found.removeIf(each -> root.stat(each) instanceof Read.Absent<Stat>);
        return found;
    }

    private void matching(String parent, String pattern, List<String> found) {
        Read<List<String>> listed = root.list(parent.isEmpty() ? "/" : parent, ENTRIES);
        if (listed instanceof Read.Found<List<String>>(List<String> names)) {
            for (String name : names) {
                boolean skipped = !dotted && name.startsWith(".") && !pattern.startsWith(".");
                if (skipped || !matches(name, pattern)) {
                    continue;
                }
                if (found.size() == MOST) {
                    hidden.add(new Read.Failed<>(parent, "has more than " + MOST + " files of this pattern"));
                    return;
                }
                found.add(parent + "/" + name);
            }
        } else if (listed instanceof Read.Failed<List<String>> failed && directory(parent)) {
            hidden.add(failed);
        }
    }

    /** Whether it is one, or may be: a file in the place of a directory just matches nothing. */
    private boolean directory(String path) {
        return !(root.stat(path) instanceof Read.Found<Stat>(Stat stat)) || stat.type() == Stat.Type.DIRECTORY;
    }

    /** Without going back more than to the last star, so that no pattern takes long. */
    public static boolean matches(String name, String pattern) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (at < name.length()) {
            int length = in < pattern.length() ? length(pattern, in) : 0;
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                retry = at;
            } else if (length > 0 && one(name.charAt(at), pattern.substring(in, in + length))) {
                at++;
                in += length;
            } else if (star >= 0) {
                in = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }

    /** How many characters of a pattern stand for one of a name. */
    private static int length(String pattern, int at) {
        if (pattern.charAt(at) != '[') {
            return 1;
        }
        int first = at + 1;
        if (first < pattern.length() && (pattern.charAt(first) == '!' || pattern.charAt(first) == '^')) {
            first++;
        }
        // a bracket that comes first is one of the characters
        int close = pattern.indexOf(']', first + 1);
        return close < 0 ? 1 : close - at + 1;
    }

    private static boolean one(char c, String pattern) {
        if (pattern.length() == 1) {
            return pattern.charAt(0) == '?' || pattern.charAt(0) == c;
        }
        String set = pattern.substring(1, pattern.length() - 1);
        boolean not = set.startsWith("!") || set.startsWith("^");
        set = not ? set.substring(1) : set;
        boolean in = false;
        for (int i = 0; i < set.length(); i++) {
            if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
                in |= set.charAt(i) <= c && c <= set.charAt(i + 2);
                i += 2;
            } else {
                in |= set.charAt(i) == c;
            }
        }
        return in != not;
    }
}
