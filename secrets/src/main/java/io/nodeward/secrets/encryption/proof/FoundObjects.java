package io.nodeward.secrets.encryption.proof;

import java.util.List;

/**
 * Objects that stand out.
 *
 * @param total how many there are
 * @param named the first of them, as many as were asked for
 */
public record FoundObjects(long total, List<Found> named) {
    /** One of them, and how it is stored. */
    public record Found(ObjectName object, StoredAs stored) {}

    public FoundObjects {
        named = List.copyOf(named);
    }
}
