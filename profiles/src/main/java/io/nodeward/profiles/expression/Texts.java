package io.nodeward.profiles.expression;

import io.nodeward.hostprobes.facts.Calendar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Values as a sentence shows them. */
public final class Texts {

    private Texts() {}

    /** A fact's value: durations as {@code 4h0m0s}, lists and maps with commas, an empty text as {@code ""}. */
    public static String of(Object value) {
        if (value instanceof String text) {
            return text.isEmpty() ? "\"\"" : text;
        }
        if (value instanceof Duration duration) {
            return duration(duration);
        }
        if (value instanceof Instant instant) {
            return Calendar.utc(instant);
        }
        if (value instanceof List<?> list) {
            StringBuilder text = new StringBuilder();
            for (Object item : list) {
                text.append(text.isEmpty() ? "" : ", ").append(of(item));
            }
            return text.isEmpty() ? "(none)" : text.toString();
        }
        if (value instanceof Map<?, ?> map) {
            StringBuilder text = new StringBuilder();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(text.isEmpty() ? "" : ", ").append(entry.getKey()).append('=');
                text.append(of(String.valueOf(entry.getValue())));
            }
            return text.isEmpty() ? "(none)" : text.toString();
        }
        if (value instanceof Items items) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < items.size(); i++) {
                Object content = items.get(i).content();
                text.append(text.isEmpty() ? "" : ", ").append(content == null ? "(unknown)" : of(content));
            }
            return text.isEmpty() ? "(none)" : text.toString();
        }
        return value instanceof Place place ? place.path() : value.toString();
    }

    /** Hours, minutes and seconds, as Kubernetes writes them. */
    private static String duration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        Duration size = duration.abs();
        StringBuilder text = new StringBuilder(duration.isNegative() ? "-" : "");
        if (size.compareTo(Duration.ofSeconds(1)) < 0) {
            int nanos = size.toNanosPart();
            if (nanos % 1_000_000 == 0) {
                return text.append(nanos / 1_000_000).append("ms").toString();
            }
            return nanos % 1_000 == 0
                    ? text.append(nanos / 1_000).append("µs").toString()
                    : text.append(nanos).append("ns").toString();
        }
        if (size.toHours() > 0) {
            text.append(size.toHours()).append('h');
        }
        if (size.toMinutes() > 0) {
            text.append(size.toMinutesPart()).append('m');
        }
        text.append(size.toSecondsPart());
        if (size.toNanosPart() > 0) {
            String fraction =
                    Integer.toString(1_000_000_000 + size.toNanosPart()).substring(1);
            int end = fraction.length();
            while (fraction.charAt(end - 1) == '0') {
                end--;
            }
            text.append('.').append(fraction, 0, end);
        }
        return text.append('s').toString();
    }
}
