package io.nodeward.secrets.encryption.rewrite;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a rewrite of one resource is.
 *
 * @param total how many objects there are, as far as is known
 * @param perSecond objects done in a second, over the last seconds
 * @param inflight how many requests the server takes at a time at present
 * @param settledTo the last object up to which all are settled; null before the first, and when lists are in no order
 */
public record Progress(
        ApiResource resource,
        Counts counts,
        long total,
        double perSecond,
        int inflight,
        @Nullable ObjectKey settledTo) {

    /** How long the rest takes at the present rate; empty while there is none. */
    public Optional<Duration> remaining() {
        long left = total - counts.done() - counts.skipped();
        return perSecond <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (1000 * left / perSecond)));
    }
}
