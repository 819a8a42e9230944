package io.nodeward.secrets.encryption.config;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An EncryptionConfiguration. Those made from one another share their keys, so that closing one closes all of them.
 *
 * @param entries in the order of the file
 */
public record EncryptionConfig(List<EncryptionEntry> entries) implements AutoCloseable {

    public EncryptionConfig {
        entries = List.copyOf(entries);
    }

    /** Each entry changed by itself. */
    public EncryptionConfig map(UnaryOperator<EncryptionEntry> change) {
        return new EncryptionConfig(entries.stream().map(change).toList());
    }

    /** Each entry in words: {@code secrets: secretbox key nw-20260101-0123abcd, identity (plain text)}. */
    public List<String> shown() {
        return entries.stream()
                .map(entry -> String.join(", ", entry.resources()) + ": "
                        + String.join(
                                ", ",
                                entry.providers().stream().map(Provider::shown).toList()))
                .toList();
    }

    /** All keys, each once. */
    public List<EncryptionKey> keys() {
        return entries.stream()
                .flatMap(entry -> entry.providers().stream())
                .flatMap(provider -> provider instanceof Provider.Keyed keyed ? Stream.of(keyed.key()) : Stream.empty())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        keys().forEach(EncryptionKey::close);
    }
}
