package io.nodeward.agent.text;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** Points in time and durations as text, without java.time.format: loading that takes longer than a short run. */
public final class Times {

    private static final long SECONDS_A_DAY = 86_400;

    private Times() {}

    /** {@code 2026-01-01T00:00:00Z}. */
    public static String utc(Instant instant) {
        long seconds = instant.getEpochSecond();
        int ofDay = (int) Math.floorMod(seconds, SECONDS_A_DAY);
        StringBuilder out = new StringBuilder(20).append(date(instant)).append('T');
        two(out, ofDay / 3600).append(':');
        two(out, ofDay / 60 % 60).append(':');
        return two(out, ofDay % 60).append('Z').toString();
    }

    /** {@code 2026-01-01}, in UTC. */
    public static String date(Instant instant) {
        return LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), SECONDS_A_DAY))
                .toString();
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

    private static StringBuilder two(StringBuilder out, int number) {
        if (number < 10) {
            out.append('0');
        }
        return out.append(number);
    }
}
