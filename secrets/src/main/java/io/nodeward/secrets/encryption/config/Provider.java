package io.nodeward.secrets.encryption.config;

import org.jspecify.annotations.Nullable;

/**
 * What seals and opens objects: one key, one KMS plugin, or nothing at all. In an entry of a configuration the first one
 * writes and each of them reads what it wrote.
 */
public sealed interface Provider {

    /** One key of {@code aescbc}, {@code aesgcm} or {@code secretbox}. */
    record Keyed(KeyKind kind, EncryptionKey key) implements Provider {

        @Override
        public String shown() {
            return kind.provider() + " key " + key.name();
        }
    }

    /**
     * A KMS plugin.
     *
     * @param version 1 or 2
     * @param name the plugin's, which is stored with each object
     * @param endpoint {@code unix:///run/kms.sock}
     * @param timeout as Go writes durations, null for the server's default
     * @param cacheSize of version 1 only, null for the server's default
     */
    record Kms(
            int version,
            String name,
            String endpoint,
            @Nullable String timeout,
            @Nullable Integer cacheSize) implements Provider {

        @Override
        public String shown() {
            return "kms v" + version + " " + name;
        }
    }

    /** Plain text. */
    record Identity() implements Provider {

        @Override
        public String shown() {
            return "identity (plain text)";
        }
    }

    /** It for a person: {@code secretbox key nw-20260101-0123abcd}. */
    String shown();

    /** Whether what is sealed by one is opened by the other: by their kinds and names, as the API server sees it. */
    default boolean same(Provider other) {
        return switch (this) {
            case Keyed mine ->
                other instanceof Keyed theirs
                        && mine.kind == theirs.kind
                        && mine.key.name().equals(theirs.key.name());
            case Kms mine ->
                other instanceof Kms theirs && mine.version == theirs.version && mine.name.equals(theirs.name);
            case Identity _ -> other instanceof Identity;
        };
    }
}
