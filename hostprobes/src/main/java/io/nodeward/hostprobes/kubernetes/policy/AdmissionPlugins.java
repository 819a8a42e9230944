package io.nodeward.hostprobes.kubernetes.policy;

import io.nodeward.hostprobes.kubernetes.flags.Table;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The admission plugins of each version, from the table {@code admission-plugins.tsv}. */
final class AdmissionPlugins {

    private AdmissionPlugins() {}

    /** The plugins of a version in the order in which they run, and whether each is on by default. */
    static SequencedMap<String, Boolean> of(int minor) {
        SequencedMap<String, Boolean> plugins = new LinkedHashMap<>();
        Table table = Table.named("admission-plugins");
        for (int row = 0; row < table.rows(); row++) {
            if (among(minor, table.cell(row, 4), table.cell(row, 5))) {
                boolean on = table.cell(row, 1).equals("true") && among(minor, table.cell(row, 2), table.cell(row, 3));
                plugins.put(table.cell(row, 0), on);
            }
        }
        return plugins;
    }

    private static boolean among(int minor, String since, String until) {
        return Table.bound(since, 0) <= minor && minor <= Table.bound(until, Integer.MAX_VALUE);
    }
}
