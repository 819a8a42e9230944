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
        return switch (value) {
            case Boolean _, Long _, Double _, String _, Duration _, Instant _ -> true;
            case List<?> list -> list.stream().allMatch(Known::allowed);
            case Map<?, ?> map ->
                map.keySet().stream().allMatch(String.class::isInstance)
                        && map.values().stream().allMatch(Known::allowed);
            default -> false;
        };
    }
}
