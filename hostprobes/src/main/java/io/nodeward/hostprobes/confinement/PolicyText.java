package io.nodeward.hostprobes.confinement;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the profiles that a text of AppArmor's language defines (apparmor.d(5)), by their headers: the word profile, a
 * name, an attachment, flags, and a brace. What stands between their braces is passed over.
 */
final class PolicyText {

    private static final int MOST = 10_000;

    private final String text;
    private final List<Header> found = new ArrayList<>();
    private int at;
    private int line = 1;

    private PolicyText(String text) {
        this.text = text;
    }

    /**
     * The head of a profile.
     *
     * @param name its name, for one without the word {@code profile} the programs that it is for
     * @param mode enforce, or what its flags set
     */
    record Header(String name, String mode, int line) {}

    /** Returns the outermost profiles in their order. */
    static List<Header> headers(String text) {
        PolicyText policy = new PolicyText(text);
        policy.read();
        return policy.found;
    }

    private void read() {
        List<String> words = new ArrayList<>();
        int depth = 0;
        int started = 1;
        while (at < text.length() && found.size() < MOST) {
            char c = text.charAt(at);
            if (c <= ' ') {
                advance();
            } else if (c == '#') {
                comment();
            } else if (c == '{' && opens()) {
                if (depth == 0) {
                    header(words, started);
                    words.clear();
                }
                depth++;
                at++;
            } else if (c == '}') {
                depth = Math.max(0, depth - 1);
                words.clear();
                at++;
            } else {
                if (words.isEmpty()) {
                    started = line;
                }
                String word = word();
                if (depth > 0) {
                    continue;
                }
                words.add(word);
                // a whole statement: an include, an alias, an assignment
                if (word.endsWith(",") || word.endsWith(">") || assignment(words)) {
                    if (assignment(words)) {
                        comment();
                    }
                    words.clear();
                }
            }
        }
    }

    private static boolean assignment(List<String> words) {
        String word = words.getLast();
        return word.equals("=")
                || word.equals("+=")
                || (words.size() == 1 && (word.startsWith("@{") || word.startsWith("${")) && word.indexOf('=') > 0);
    }

    /** Whether a brace begins a block and not a choice within a path. */
    private boolean opens() {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
        return next <= ' ' || next == '}' || next == '#';
    }

    private void advance() {
        if (text.charAt(at++) == '\n') {
            line++;
        }
    }

    private void comment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    /** Up to a blank; quotes and the braces and parentheses of one word hold it together. */
    private String word() {
        StringBuilder word = new StringBuilder();
        int inside = 0;
        boolean quoted = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n' && (quoted || inside > 0)) {
                line++;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && inside == 0 && (c <= ' ' || c == '}' || (c == '{' && block(word)))) {
                break;
            } else {
                if (!quoted && (c == '{' || c == '(')) {
                    inside++;
                } else if (!quoted && (c == '}' || c == ')')) {
                    inside--;
                }
                word.append(c);
                if (c == '\\' && at + 1 < text.length()) {
                    word.append(text.charAt(++at));
                }
            }
            at++;
        }
        return word.toString();
    }

    /** A brace right behind the parenthesis of flags. */
    private boolean block(StringBuilder word) {
        return !word.isEmpty() && word.charAt(word.length() - 1) == ')' && opens();
    }

    private void header(List<String> words, int started) {
        boolean keyword = !words.isEmpty() && words.getFirst().equals("profile");
        int name = keyword ? 1 : 0;
        if (words.size() <= name) {
            return;
        }
        String first = words.get(name);
        if (!keyword && !first.startsWith("/") && !first.startsWith("@{") && !first.startsWith(":")) {
            // a condition, or a hat without its profile
            return;
        }
        String mode = "enforce";
        for (String word : words.subList(name + 1, words.size())) {
            int open = word.indexOf('(');
            if (open >= 0 && !word.startsWith("xattrs")) {
                mode = mode(word.substring(open + 1), mode);
            }
        }
        found.add(new Header(first, mode, started));
    }

    private static String mode(String flags, String before) {
        for (String mode : List.of("complain", "unconfined", "default_allow", "kill", "prompt")) {
            int at = flags.indexOf(mode);
            if (at >= 0 && (at == 0 || !Character.isLetter(flags.charAt(at - 1)))) {
                return mode;
            }
        }
        return before;
    }
}
