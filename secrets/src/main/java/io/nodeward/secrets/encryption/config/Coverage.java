package io.nodeward.secrets.encryption.config;

import io.nodeward.hostprobes.kubernetes.policy.EncryptionResources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entry of a configuration is about a resource: the one that names it, else its group's wildcard, else {@code *.*}.
 * (apiserver pkg/server/options/encryptionconfig: transformerFromOverrides.)
 */
public final class Coverage {

    private Coverage() {}

    /** Returns the entry that API servers go by for a resource or wildcard, null when it is stored as plain text. */
    public static @Nullable EncryptionEntry of(EncryptionConfig config, String resource) {
        String name = EncryptionResources.normal(resource);
        for (String candidate : List.of(name, "*." + EncryptionResources.group(name), "*.*")) {
            for (EncryptionEntry entry : config.entries()) {
                if (names(entry, candidate)) {
                    return entry;
                }
            }
        }
        return null;
    }

    /**
     * Returns a configuration that means the same and has one entry for exactly these resources each: what covered them is
     * split or said again, and those that nothing covered get one with plain text alone.
     */
    public static EncryptionConfig split(EncryptionConfig config, List<String> resources) {
        EncryptionConfig result = config;
        for (String resource : resources) {
            result = split(result, resource);
        }
        return result;
    }

    private static EncryptionConfig split(EncryptionConfig config, String resource) {
        EncryptionEntry covering = of(config, resource);
        List<EncryptionEntry> entries = new ArrayList<>();
        if (covering == null) {
            // behind the others: a wildcard may not stand before what it covers
            entries.addAll(config.entries());
            entries.add(new EncryptionEntry(List.of(resource), List.of(new Provider.Identity())));
            return new EncryptionConfig(entries);
        }
        String name = EncryptionResources.normal(resource);
        int place = config.entries().indexOf(covering);
        entries.addAll(config.entries().subList(0, place));
        entries.add(new EncryptionEntry(List.of(resource), covering.providers()));
        List<String> others = covering.resources().stream()
                .filter(other -> !EncryptionResources.normal(other).equals(name))
                .toList();
        if (!others.isEmpty()) {
            entries.add(new EncryptionEntry(others, covering.providers()));
        }
        entries.addAll(config.entries().subList(place + 1, config.entries().size()));
        return new EncryptionConfig(entries);
    }

    private static boolean names(EncryptionEntry entry, String normal) {
        return entry.resources().stream()
                .anyMatch(resource -> EncryptionResources.normal(resource).equals(normal));
    }
}
