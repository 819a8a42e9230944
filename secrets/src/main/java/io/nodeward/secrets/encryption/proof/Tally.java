package io.nodeward.secrets.encryption.proof;

/**
 * Objects that are stored alike.
 *
 * @param objects how many
 * @param writes to them since each was created, all together, under whatever key they were made
 * @param oldestWrite the lowest revision at which one of them was last written
 * @param newestWrite the highest one
 */
public record Tally(long objects, long writes, long oldestWrite, long newestWrite) {
    static Tally of(long modRevision, long version) {
        return new Tally(1, version, modRevision, modRevision);
    }

    Tally plus(Tally other) {
        return new Tally(
                objects + other.objects,
                writes + other.writes,
                Math.min(oldestWrite, other.oldestWrite),
                Math.max(newestWrite, other.newestWrite));
    }
}
