package io.nodeward.secrets.encryption.status;

import io.nodeward.secrets.encryption.proof.ProofResult;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How encryption at rest stands at one moment. Nothing in it is secret.
 *
 * @param file the configuration's path
 * @param hash of its content, {@code sha256:…}; empty when there is no such file
 * @param entries in words
 * @param plainReadable resources of which plain text can still be read
 * @param servers whether each API server has loaded the file
 * @param proof how everything is stored, and what is not as the configuration has it
 * @param keys those of the configuration, in its order
 * @param unfinished the change that has not ended
 */
public record EncryptionStatus(
        String file,
        Optional<String> hash,
        List<String> entries,
        List<String> plainReadable,
        List<ServerConvergence> servers,
        ProofResult proof,
        List<Key> keys,
        Optional<String> unfinished) {

    /**
     * A key or KMS plugin.
     *
     * @param shown its provider and name
     * @param writes whether new objects are stored by it
     * @param objects that are stored by it now
     * @param made the day, as its name or the journal tells
     * @param unusedSince since when it is only kept for backups
     * @param writesAtMost for {@code aesgcm}: how many objects were stored by it at most, of the {@value #BUDGET} that its
     *     random nonces are good for
     */
    public record Key(
            String shown,
            boolean writes,
            long objects,
            Optional<LocalDate> made,
            Optional<Instant> unusedSince,
            Optional<Long> writesAtMost) {

        /** Writes that an aesgcm key is good for, says the Kubernetes documentation. */
        public static final long BUDGET = 200_000;
    }

    /** Whether every server has loaded the file, all is stored as it says, and no change is under way. */
    public boolean holds() {
        return hash.isPresent()
                && proof.holds()
                && unfinished.isEmpty()
                && servers.stream().allMatch(server -> server.state() == ServerConvergence.State.LOADED);
    }
}
