package io.nodeward.profiles;

import io.nodeward.hostprobes.facts.Overridden;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact that decided a finding.
 *
 * @param fact its path: {@code kubelet.config.port}, {@code pki.files[/etc/kubernetes/pki/ca.key].mode}
 * @param value Boolean, Long, Double, String, Duration, Instant, a List of these or a Map from String to these; for a
 *     list of objects their keys; null where it is unknown or not set
 * @param source where it was read; for an unknown one, what would have told it
 * @param overrode the values that lost to this one, nearest first
 * @param unknown why there is no value, as the end of a sentence; null where it is known
 */
public record Evidence(
        String fact,
        @Nullable Object value,
        String source,
        List<Overridden> overrode,
        @Nullable String unknown) {

    public Evidence {
        overrode = List.copyOf(overrode);
    }
}
