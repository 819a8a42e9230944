package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.kubernetes.flags.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A service's variables, and how they are filled into its command. (basic/env-util.c: replace_env_argv.) */
final class Variables {

    /** What one command may come to; variables in variables could make it endless. */
    private static final int MOST = 4 << 20;

    private final Map<String, Argument> values = new LinkedHashMap<>();
    private int room = MOST;

    /** Whether systemd takes this for the name of a variable. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    void set(String name, String value, String where) {
        values.put(name, new Argument(value, where));
    }

    void remove(String name) {
        values.remove(name);
    }

    void clear() {
        values.clear();
    }

    /** All of them; anything may stand there, so only ever ask for those of a component. */
    Map<String, Argument> all() {
        return values;
    }

    /** Whether something was left out because it would have grown too large. */
    boolean overflowed() {
        return room < 0;
    }

    /** One word of a command as the arguments that it becomes: none or several where it is {@code $NAME} and nothing else. */
    List<Argument> fill(String word, String where) {
        if (word.length() > 1 && word.charAt(0) == '$' && word.charAt(1) != '{' && word.charAt(1) != '$') {
            Argument variable = values.get(word.substring(1));
            if (variable == null || !fits(variable.text())) {
                return List.of();
            }
            return Argument.all(Words.ofVariable(variable.text()), variable.where());
        }
        List<Argument> one = new ArrayList<>(1);
        one.add(new Argument(word.indexOf('$') < 0 ? word : inside(word), where));
        return one;
    }

    /** <code>${NAME}</code> inside a word, which stays one word. */
    private String inside(String word) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < word.length()) {
            int close = word.startsWith("${", at) ? word.indexOf('}', at) : -1;
            if (word.startsWith("$$", at)) {
                filled.append('$');
                at += 2;
            } else if (close > 0) {
                Argument variable = values.get(word.substring(at + 2, close));
                if (variable != null && fits(variable.text())) {
                    filled.append(variable.text());
                }
                at = close + 1;
            } else {
                filled.append(word.charAt(at++));
            }
        }
        return filled.toString();
    }

    private boolean fits(String text) {
        if (room >= 0) {
            room -= text.length() + 1;
        }
        return room >= 0;
    }
}
