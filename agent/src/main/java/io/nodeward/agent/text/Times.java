package io.nodeward.agent.text;

import io.nodeward.hostprobes.facts.Calendar;
import java.time.Duration;
import java.time.Instant;

/** Points in time and durations as text, without java.time.format: loading that takes longer than a short run. */
public final class Times {

    private Times() {}

    /** {@code 2026-01-01T00:00:00Z}. */
    public static String utc(Instant instant) {
        return Calendar.utc(instant);
    }

    /** {@code 2026-01-01}, in UTC. */
    public static String date(Instant instant) {
        return Calendar.date(instant);
    }

    /** {@code 1h30m}, {@code 5s}, {@code 250ms}: as Kubernetes writes durations. */
    public static String duration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        Duration positive = duration;
        if (duration.isNegative()) {
            out.append('-');
            positive = duration.negated();
        }
        unit(out, positive.toHours(), "h");
        unit(out, positive.toMinutesPart(), "m");
        unit(out, positive.toSecondsPart(), "s");
        unit(out, positive.toMillisPart(), "ms");
        int rest = positive.toNanosPart() % 1_000_000;
        unit(out, rest, "ns");
        return out.toString();
    }

    private static void unit(StringBuilder out, long count, String unit) {
        if (count > 0) {
            out.append(count).append(unit);
        }
    }
}
