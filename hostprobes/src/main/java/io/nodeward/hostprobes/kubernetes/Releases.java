package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Calendar;
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
            return new Known(Instant.ofEpochSecond(lastSecond(releases.cell(row, 1))), SOURCE);
        }
        boolean old = number < Long.parseLong(releases.cell(0, 0));
        return old
                ? new Known(Instant.EPOCH, SOURCE + ", no longer listed there")
                : new Unknown("is newer than this nodeward", SOURCE, true);
    }

    /** Of a day like 2026-10-28. */
    private static long lastSecond(String date) {
        int year = Integer.parseInt(date, 0, 4, 10);
        int month = Integer.parseInt(date, 5, 7, 10);
        int day = Integer.parseInt(date, 8, 10, 10);
        return (Calendar.day(year, month, day) + 1) * Calendar.SECONDS - 1;
    }
}
