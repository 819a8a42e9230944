package io.nodeward.hostprobes.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A value that was read, or that a component takes by default.
 *
 * @param value Boolean, Long, Double, String, Duration, Instant, a List of these or a Map from String to these
 * @param source where it was read, for a person: {@code /etc/x.yaml:5}, {@code argv of pid 812 (kubelet): --a=b},
 *     {@code default (kubelet v1.36)}
 * @param overrode the values that lost to this one, nearest first
 */
public record Known(Object value, String source, List<Overridden> overrode) implements Node {

    public Known {
        if (!allowed(value)) {
            throw new IllegalArgumentException("not a fact value: " + value.getClass());
        }
        overrode = List.copyOf(overrode);
    }

    public Known(Object value, String source) {
        this(value, source, List.of());
    }

    /** The same source and history with another value, for facts that are derived from this one. */
    public Known with(Object derived) {
        return new Known(derived, source, overrode);
    }

    private static boolean allowed(Object value) {
        // neither a switch over types nor streams: both are slow the first time, and this is on every audit's way
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (!allowed(item)) {
                    return false;
                }
            }
            return true;
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String) || !allowed(entry.getValue())) {
                    return false;
                }
            }
            return true;
        }
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof Duration
                || value instanceof Instant;
    }
}
