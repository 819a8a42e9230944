package io.nodeward.secrets.encryption.rewrite;

/**
 * What became of the objects of a list. An object that is {@code rewritten}, {@code unchanged} or {@code gone} is settled.
 *
 * @param rewritten stored anew by our patch: its version is another one now
 * @param unchanged our patch found nothing to write: encrypted as that server wants it, which is no proof of how
 * @param gone deleted in the meantime
 * @param refused not patched, for a reason that is named
 * @param conflicts how often somebody else had written an object between our list and our patch; it was then patched again
 * @param retries requests that were sent again because the server failed, was overloaded or away
 * @param altered rewritten, but not only: a mutating webhook or policy of the cluster changed metadata with our patch (what it
 *     changes in the content is not seen)
 * @param skipped settled before, in the run that is resumed
 */
public record Counts(
        long rewritten,
        long unchanged,
        long gone,
        long refused,
        long conflicts,
        long retries,
        long altered,
        long skipped) {

    /** How many objects are done with. */
    public long done() {
        return rewritten + unchanged + gone + refused;
    }
}
