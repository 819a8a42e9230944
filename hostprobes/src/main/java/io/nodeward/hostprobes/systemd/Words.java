package io.nodeward.hostprobes.systemd;

import java.util.ArrayList;
import java.util.List;

/** How systemd cuts a value into words: blanks separate, quotes hold together, a backslash escapes. */
final class Words {

    private Words() {}

    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            if (word == null) {
                word = new StringBuilder();
            }
            if (c == '\\' && i + 1 < text.length()) {
                i = escape(text, i + 1, word);
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    private static int escape(String text, int at, StringBuilder word) {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> word.append('\n');
            case 't' -> word.append('\t');
            case 'r' -> word.append('\r');
            case 's' -> word.append(' ');
            case 'x' -> {
                if (at + 2 < text.length()
                        && Character.digit(text.charAt(at + 1), 16) >= 0
                        && Character.digit(text.charAt(at + 2), 16) >= 0) {
                    word.append((char) Integer.parseInt(text.substring(at + 1, at + 3), 16));
                    return at + 2;
                }
                word.append(c);
            }
            default -> word.append(c);
        }
        return at;
    }
}
