package io.nodeward.secrets.encryption.rewrite;

import java.time.Duration;
import java.util.List;

/**
 * What a rewrite did with the objects of one resource. That requests succeeded proves nothing about what is stored; only
 * etcd does.
 *
 * @param refusals the first of the objects that were refused; {@link Counts#refused} counts all
 * @param altered the first of the objects that admission plugins changed with our patch
 */
public record RewriteResult(
        ApiResource resource, Counts counts, List<Refusal> refusals, List<ObjectKey> altered, Duration duration) {

    /** Whether every object that was listed is settled. */
    public boolean complete() {
        return counts.refused() == 0;
    }
}
