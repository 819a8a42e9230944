package io.nodeward.secrets.encryption.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that a change of what writes goes through, so that no server ever meets an object that it cannot read:
 * first every server reads the new provider, and only then any of them writes with it. All share their keys.
 *
 * @param before as it is
 * @param readable what is new can be read; what wrote before still writes
 * @param writing what is new writes; whatever wrote before can be read
 */
public record Stages(EncryptionConfig before, EncryptionConfig readable, EncryptionConfig writing) {

    /**
     * Returns the stages of a change.
     *
     * @param before the configuration now; without entries when there is none
     * @param writer what is to write an entry from now on; null leaves it as it is. Asked once for each entry.
     */
    public static Stages of(EncryptionConfig before, Function<EncryptionEntry, @Nullable Provider> writer) {
        List<EncryptionEntry> entries = before.entries();
        List<EncryptionEntry> readable = new ArrayList<>();
        List<EncryptionEntry> writing = new ArrayList<>();
        for (EncryptionEntry entry : entries) {
            Provider next = writer.apply(entry);
            EncryptionEntry reads = next == null ? entry : entry.reading(next);
            readable.add(reads);
            writing.add(next == null ? entry : reads.writing(next));
        }
        return new Stages(before, new EncryptionConfig(readable), new EncryptionConfig(writing));
    }

    /** The last stage: without those providers that no longer write and that nobody needs any more. */
    public EncryptionConfig without(Predicate<Provider> retired) {
        return writing.map(entry -> new EncryptionEntry(
                entry.resources(),
                entry.providers().stream()
                        .filter(provider -> provider.same(entry.writer()) || !retired.test(provider))
                        .toList()));
    }
}
