package io.nodeward.secrets.encryption.servers;

import java.time.Instant;

/**
 * The encryption configuration that servers are to have loaded.
 *
 * @param hash as they tell it: {@code sha256:} and the digest of the file's bytes in lower-case hexadecimal
 * @param writtenAt when the file came to be what it is, on the host that had it last
 */
public record ExpectedConfig(String hash, Instant writtenAt) {

    /** Of a file's content, exactly as it is on disk: one more newline is another configuration. */
    public static ExpectedConfig of(byte[] content, Instant writtenAt) {
        return new ExpectedConfig(Sha256.of(content), writtenAt);
    }

    /** As it is shown to people. */
    static String brief(String hash) {
        return hash.length() > 19 ? hash.substring(0, 19) + "…" : hash;
    }
}
