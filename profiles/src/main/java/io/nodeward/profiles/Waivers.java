package io.nodeward.profiles;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The waivers that count on one host. Immutable, safe for any thread. */
public final class Waivers {

    private static final Waivers NONE = new Waivers(List.of());

    private final Map<String, List<Waiver>> byControl = new HashMap<>();

    public Waivers(List<Waiver> waivers) {
        for (Waiver waiver : waivers) {
            byControl.computeIfAbsent(waiver.control(), _ -> new ArrayList<>()).add(waiver);
        }
    }

    /** Nobody accepted anything. */
    public static Waivers none() {
        return NONE;
    }

    /** The waivers of one control, in the order of their files, expired ones included. */
    List<Waiver> of(String control) {
        return byControl.getOrDefault(control, List.of());
    }

    /** Whether a waiver counts no more. */
    static boolean expired(Waiver waiver, Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(waiver.expires());
    }
}
