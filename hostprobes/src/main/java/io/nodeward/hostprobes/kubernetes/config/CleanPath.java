package io.nodeward.hostprobes.kubernetes.config;

import java.util.ArrayDeque;
import java.util.Deque;

/** Go's filepath.Join, which takes {@code ..} by the letter. */
final class CleanPath {

    private CleanPath() {}

    static String of(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
