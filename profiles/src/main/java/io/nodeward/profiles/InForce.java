package io.nodeward.profiles;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a setting that has to be changed really stands, when that is not where a remedy would put it. */
final class InForce {

    private InForce() {}

    /**
     * Returns a sentence for the end of a remedy, empty when nothing would undo what the remedy says: a drop-in or a flag that
     * wins over the file that the remedy names would.
     */
    static String sentence(List<Evidence> evidence, String remedy) {
        Set<String> places = new LinkedHashSet<>();
        for (Evidence item : evidence) {
            String source = item.source();
            boolean file = source.startsWith("/");
            boolean wins = !item.overrode().isEmpty() && !source.startsWith("default");
            if ((wins || file && item.fact().contains(".config.")) && !remedy.contains(file ? path(source) : source)) {
                places.add(source);
            }
        }
        if (places.isEmpty()) {
            return "";
        }
        return (places.size() == 1 ? "What counts now stands in " : "What counts now stands in each of ")
                + String.join(", ", places) + ": change it there, or take it out there";
    }

    private static String path(String source) {
        int colon = source.indexOf(':');
        return colon < 0 ? source : source.substring(0, colon);
    }
}
