package io.nodeward.profiles.authoring;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Durations, times and days as people write them. */
public final class TextForms {

    private TextForms() {}

    /** Returns the duration of {@code 4h0m0s}, {@code 1.5h}, {@code -300ms}, {@code 0}; null when it is none. */
    public static @Nullable Duration duration(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        Duration sum = Duration.ZERO;
        int at = 0;
        while (at < rest.length()) {
            int digits = at;
            while (digits < rest.length() && "0123456789.".indexOf(rest.charAt(digits)) >= 0) {
                digits++;
            }
            int unit = digits;
            while (unit < rest.length() && Character.isLetter(rest.charAt(unit))) {
                unit++;
            }
            Duration part = part(rest.substring(at, digits), rest.substring(digits, unit));
            if (part == null) {
                return null;
            }
            sum = sum.plus(part);
            at = unit;
        }
        return rest.isEmpty() ? null : negative ? sum.negated() : sum;
    }

    private static @Nullable Duration part(String number, String unit) {
        long nanos = switch (unit) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0;
        };
        int dot = number.indexOf('.');
        String whole = dot < 0 ? number : number.substring(0, dot);
        String fraction = dot < 0 ? "" : number.substring(dot + 1);
        boolean sound = nanos != 0
                && !(whole + fraction).isEmpty()
                && fraction.indexOf('.') < 0
                && whole.length() <= 12
                && fraction.length() <= 15;
        if (!sound) {
            return null;
        }
        try {
            Duration duration = Duration.ofNanos(nanos).multipliedBy(whole.isEmpty() ? 0 : Long.parseLong(whole));
            double part = fraction.isEmpty() ? 0 : Double.parseDouble("0." + fraction);
            return duration.plusNanos(Math.round(part * nanos));
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** Returns the time of {@code 2026-01-31T12:00:00Z}; null when it is none. */
    public static @Nullable Instant timestamp(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the day of {@code 2026-01-31}; null when it is none. */
    public static @Nullable LocalDate day(String text) {
        if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return null;
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(text, 0, 4, 10),
                    Integer.parseInt(text, 5, 7, 10),
                    Integer.parseInt(text, 8, 10, 10));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
