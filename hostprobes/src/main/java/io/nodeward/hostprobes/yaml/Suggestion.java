package io.nodeward.hostprobes.yaml;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses what was meant by a word that nobody knows. */
public final class Suggestion {

    private Suggestion() {}

    /** Returns {@code  (did you mean X?)} with a space before it, or nothing when no known word is near. */
    public static String of(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** Returns the known word with the fewest differing letters, or null when none is near; the first one wins. */
    public static @Nullable String nearest(String word, Collection<String> known) {
        int least = Math.max(1, word.length() / 3) + 1;
        String best = null;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - word.length()) < least) {
                int distance = distance(word, candidate);
                if (distance < least) {
                    least = distance;
                    best = candidate;
                }
            }
        }
        return best;
    }

    /** How many letters have to be put in, taken out, replaced or swapped with their neighbour. */
    private static int distance(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = same(from, i, to, j) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && same(from, i, to, j - 1) && same(from, i - 1, to, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[to.length()];
    }

    private static boolean same(String from, int i, String to, int j) {
        return Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
    }
}
