package io.nodeward.secrets.encryption.servers;

import java.time.Instant;

/**
 * A key that a KMS v2 plugin told a server of.
 *
 * @param provider its name in the encryption configuration
 * @param keyIdHash {@code sha256:…} of the key id
 * @param statusAt when the plugin last named it as the current one
 */
public record KmsKey(String provider, String keyIdHash, Instant statusAt) {}
