package io.nodeward.secrets.encryption.rewrite;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A resource string of an {@code EncryptionConfiguration}: {@code secrets}, {@code widgets.example.com}; {@code *.apps}
 * for a group, {@code *.} for the core group, {@code *.*} for all. Source: kubernetes.io, "Encrypting Confidential Data at
 * Rest".
 */
public record ResourcePattern(String resource, String group) {
    private static final String ANY = "*";

    /** Everything before the first dot is the resource, everything behind it the group. */
    public static ResourcePattern parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new ResourcePattern(text, "")
                : new ResourcePattern(text.substring(0, dot), text.substring(dot + 1));
    }

    /** Whether objects of this group and resource are meant. */
    public boolean covers(String ofGroup, String ofResource) {
        return switch (breadth()) {
            case 0 -> resource.equals(ofResource) && group.equals(ofGroup);
            case 1 -> group.equals(ofGroup);
            default -> true;
        };
    }

    /**
     * Returns which entry of a configuration rules over a resource: the most exact wins, wherever it stands; of several
     * that are as exact the first.
     *
     * @param entries the resource strings of each entry, in order
     */
    public static OptionalInt governing(List<List<ResourcePattern>> entries, String group, String resource) {
        Optional<int[]> best = IntStream.range(0, entries.size())
                .boxed()
                .flatMap(i -> entries.get(i).stream()
                        .filter(pattern -> pattern.covers(group, resource))
                        .map(pattern -> new int[] {pattern.breadth(), i}))
                .min((a, b) -> a[0] != b[0] ? Integer.compare(a[0], b[0]) : Integer.compare(a[1], b[1]));
        return best.isPresent() ? OptionalInt.of(best.get()[1]) : OptionalInt.empty();
    }

    private int breadth() {
        return !resource.equals(ANY) ? 0 : group.equals(ANY) ? 2 : 1;
    }

    @Override
    public String toString() {
        return group.isEmpty() && !resource.equals(ANY) ? resource : resource + "." + group;
    }
}
