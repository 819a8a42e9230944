package io.nodeward.secrets.encryption.proof;

/**
 * How often a key has been written with, as far as etcd tells: for {@code aesgcm}, whose random nonces are safe for a
 * limited number of writes only. Kubernetes' documentation asks for a new key every 200,000 writes.
 *
 * @param atLeast writes that were made with it for certain: one for each object that is stored under it
 * @param atMost writes that can have been made with it: every write to etcd since the key was first used, of whatever
 *     resource, for deleted and overwritten objects leave no trace
 */
public record WriteBudget(long atLeast, long atMost) {
    /** The number of writes after which Kubernetes' documentation asks for a new {@code aesgcm} key. */
    public static final long AESGCM_WRITES = 200_000;

    /**
     * Of one key.
     *
     * @param result which read all resources that the key is used for
     * @param key its name
     * @param firstUse the newest revision of etcd before the key became the first one of any API server; 0 if that is not
     *     known, when every write since etcd began counts
     * @throws IllegalArgumentException if etcd has not come to that revision yet: it was restored from an older snapshot,
     *     and what was written with the key before is not known here
     */
    public static WriteBudget of(ProofResult result, String key, long firstUse) {
        if (firstUse < 0 || firstUse > result.revision()) {
            throw new IllegalArgumentException("etcd is at revision " + result.revision() + ", before the revision "
                    + firstUse + " at which the key " + key + " was first used; was it restored from a snapshot?");
        }
        return new WriteBudget(result.under(key), result.revision() - firstUse);
    }

    /** Whether a new key is due, since the budget may be spent. */
    public boolean mayBeSpent() {
        return atMost >= AESGCM_WRITES;
    }
}
