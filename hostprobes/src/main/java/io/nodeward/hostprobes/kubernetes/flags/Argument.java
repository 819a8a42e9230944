package io.nodeward.hostprobes.kubernetes.flags;

import java.util.ArrayList;
import java.util.List;

/**
 * One argument of a command line.
 *
 * @param where what holds it, as the beginning of a source: {@code argv of pid 812 (kubelet): }
 */
public record Argument(String text, String where) {

    /** Arguments that all stand in one place. */
    public static List<Argument> all(List<String> texts, String where) {
        List<Argument> arguments = new ArrayList<>(texts.size());
        for (String text : texts) {
            arguments.add(new Argument(text, where));
        }
        return arguments;
    }
}
