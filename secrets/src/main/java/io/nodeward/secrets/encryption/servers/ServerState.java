package io.nodeward.secrets.encryption.servers;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one API server said of itself at one moment.
 *
 * @param ready whether it says that it is ready
 * @param notReady why not, for people; empty if it is
 * @param kmsHealth what it says of its KMS plugins
 * @param metricsProblem why its metrics could not be read, for people; then all that follows is unknown
 * @param identityHash {@code sha256:…} of the name of its identity lease; from v1.34 on, with encryption configured
 * @param loadedHash {@code sha256:…} of the encryption configuration that it uses, as the bytes of the file were; from
 *     v1.34 on
 * @param startedAt when its process started, by its own clock
 * @param reloads how it fared with configurations that changed while it ran
 * @param kmsKeys the current key of each KMS v2 plugin
 */
public record ServerState(
        URI server,
        KubeVersion version,
        boolean ready,
        String notReady,
        KmsHealth kmsHealth,
        Optional<String> metricsProblem,
        Optional<String> identityHash,
        Optional<String> loadedHash,
        Optional<Instant> startedAt,
        Reloads reloads,
        List<KmsKey> kmsKeys) {

    /** Of {@code /healthz/kms-providers}. */
    public enum KmsHealth {
        HEALTHY,
        UNHEALTHY,
        /** The server has no such check: it uses no KMS. */
        ABSENT,
        /** This user may not ask. */
        UNKNOWN
    }

    /** Counts since the server started; a time is absent if there was none. */
    public record Reloads(
            long successes, long failures, Optional<Instant> lastSuccess, Optional<Instant> lastFailure) {}

    /** Whether a server of this version tells which configuration it has loaded. */
    public boolean tellsLoadedHash() {
        return version.isAtLeast(1, 34);
    }

    /** Whether both answers came from one process, so that two addresses lead to the same server. */
    boolean isSameProcess(ServerState other) {
        return startedAt.isPresent() && startedAt.equals(other.startedAt) && identityHash.equals(other.identityHash);
    }
}
