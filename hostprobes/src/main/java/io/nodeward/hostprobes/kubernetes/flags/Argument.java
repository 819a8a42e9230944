package io.nodeward.hostprobes.kubernetes.flags;

import java.util.ArrayList;
import java.util.List;

/**
 * One argument of a command line.
 *
 * @param where what holds it, as the beginning of a source: {@code argv of pid 812 (kubelet): }
 * @param hole from which character on its text is not what the program gets, since a variable stands there whose value is
 *     not known; -1 when there is none
 */
public record Argument(String text, String where, int hole) {

    public Argument(String text, String where) {
        this(text, where, -1);
    }

    /** Whether the program gets exactly this text. */
    public boolean whole() {
        return hole < 0;
    }

    /** Arguments that all stand in one place. */
    public static List<Argument> all(List<String> texts, String where) {
        List<Argument> arguments = new ArrayList<>(texts.size());
        for (String text : texts) {
            arguments.add(new Argument(text, where));
        }
        return arguments;
    }
}
