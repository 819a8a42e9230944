package io.nodeward.hostprobes.disk;

import java.util.function.LongConsumer;

/**
 * Whether the disk may be walked, {@code files.walk} of the configuration.
 *
 * @param refusal why it may not, as the end of a sentence; empty when it may
 * @param always whether also without root, who alone sees all of it
 * @param progress is told several times a second how many names were looked at, while somebody waits for the walk alone
 */
public record DiskLeave(String refusal, boolean always, LongConsumer progress) {

    /** By root, and in trees that are not the running host's own. */
    public static final DiskLeave AUTO = new DiskLeave("", false, _ -> {});

    /** By anybody, as far as he may look. */
    public static final DiskLeave ALWAYS = new DiskLeave("", true, _ -> {});

    /** Not at all. */
    public static DiskLeave never(String why) {
        return new DiskLeave(why, false, _ -> {});
    }

    /** The same, telling somebody how far the walk is. */
    public DiskLeave telling(LongConsumer listener) {
        return new DiskLeave(refusal, always, listener);
    }
}
