package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.flags.Table;
import java.time.Instant;

/** How long the Kubernetes project supports its minor versions. */
public final class Releases {

    private static final String SOURCE = "kubernetes.io/releases";

    private Releases() {}

    /** Returns when support of a minor version ends, as a timestamp. */
    public static Node end(Node minor) {
        Long number = Values.integer(minor);
        if (number == null) {
            return minor;
        }
        Table releases = Table.named("releases");
        int row = releases.first(number.toString());
        if (row >= 0) {
            return new Known(Instant.parse(releases.cell(row, 1) + "T23:59:59Z"), SOURCE);
        }
        boolean old = number < Long.parseLong(releases.cell(0, 0));
        return old
                ? new Known(Instant.EPOCH, SOURCE + ", no longer listed there")
                : new Unknown("is newer than this nodeward", SOURCE, true);
    }
}
