package io.nodeward.secrets.encryption.config;

import org.jspecify.annotations.Nullable;

/** A provider that seals with a key out of the configuration file. */
public enum KeyKind {
    /** AES-CBC with PKCS#7 padding: not authenticated. */
    AESCBC("aescbc", false),
    /** AES-GCM with a random nonce: a key is good for 200,000 writes, says the Kubernetes documentation. */
    AESGCM("aesgcm", false),
    /** XSalsa20 and Poly1305. */
    SECRETBOX("secretbox", true);

    /** How many bytes our keys have; every provider takes that. */
    public static final int BYTES = 32;

    private final String provider;
    private final boolean onlyLong;

    KeyKind(String provider, boolean onlyLong) {
        this.provider = provider;
        this.onlyLong = onlyLong;
    }

    /** Its name in the configuration and in what is stored: {@code aescbc}. */
    public String provider() {
        return provider;
    }

    /** Whether the provider takes a key of that many bytes. */
    public boolean takes(int bytes) {
        return bytes == BYTES || !onlyLong && (bytes == 16 || bytes == 24);
    }

    /** Returns the kind of that name, null for none. */
    public static @Nullable KeyKind of(String provider) {
        for (KeyKind kind : values()) {
            if (kind.provider.equals(provider)) {
                return kind;
            }
        }
        return null;
    }
}
