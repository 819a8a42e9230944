package io.nodeward.hostprobes.kubernetes.goyaml;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations in Go's notation: {@code 1h30m}, {@code 1.5s}, {@code -10ms}, {@code 0}. (Go time: ParseDuration.) */
public final class GoDuration {

    private GoDuration() {}

    /** Returns the duration, or null when Go does not take the text for one. */
    public static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (text.length() == at + 1 && text.charAt(at) == '0') {
            return Duration.ZERO;
        }
        if (at >= text.length()) {
            return null;
        }
        long nanos = 0;
        while (at < text.length()) {
            int whole = digits(text, at);
            int point = at + whole;
            int fraction = 0;
            int end = point;
            if (point < text.length() && text.charAt(point) == '.') {
                fraction = digits(text, point + 1);
                end = point + 1 + fraction;
            }
            if (whole + fraction == 0 || whole > 19) {
                return null;
            }
            int next = end;
            while (next < text.length() && text.charAt(next) != '.' && !digit(text.charAt(next))) {
                next++;
            }
            long unit = unit(text.substring(end, next));
            if (unit == 0) {
                return null;
            }
            try {
                long count = whole == 0 ? 0 : Long.parseLong(text, at, point, 10);
                nanos = Math.addExact(nanos, Math.multiplyExact(count, unit));
                if (fraction > 0) {
                    nanos = Math.addExact(nanos, part(text, point + 1, end, unit));
                }
            } catch (ArithmeticException | NumberFormatException e) {
                return null;
            }
            at = next;
        }
        return Duration.ofNanos(negative ? -nanos : nanos);
    }

    /** Digits beyond those that fit are dropped, and the rest is scaled as Go does it. */
    private static long part(String text, int from, int to, long unit) {
        long digits = 0;
        double scale = 1;
        for (int i = from; i < to && digits <= Long.MAX_VALUE / 10; i++) {
            long next = digits * 10 + (text.charAt(i) - '0');
            if (next < 0) {
                break;
            }
            digits = next;
            scale *= 10;
        }
        return (long) (digits * (unit / scale));
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0L;
        };
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && digit(text.charAt(i))) {
            i++;
        }
        return i - from;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
