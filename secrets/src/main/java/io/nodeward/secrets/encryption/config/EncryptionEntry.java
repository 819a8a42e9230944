package io.nodeward.secrets.encryption.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a configuration: resources and what seals them.
 *
 * @param resources as they are written: {@code secrets}, {@code deployments.apps}, {@code *.apps}, {@code *.*}
 * @param providers the first one writes; at least one. Keys of one provider that stand together share it in the file.
 */
public record EncryptionEntry(List<String> resources, List<Provider> providers) {

    public EncryptionEntry {
        resources = List.copyOf(resources);
        providers = List.copyOf(providers);
    }

    /** What writes. */
    public Provider writer() {
        return providers.getFirst();
    }

    /** Whether it opens what this provider sealed. */
    public boolean reads(Provider provider) {
        return providers.stream().anyMatch(provider::same);
    }

    /** With this provider among those that read, behind the one that writes; the same if it is there. */
    public EncryptionEntry reading(Provider provider) {
        if (reads(provider)) {
            return this;
        }
        List<Provider> changed = new ArrayList<>(providers);
        changed.add(1, provider);
        return new EncryptionEntry(resources, changed);
    }

    /** With this provider as the one that writes; the others keep their order. */
    public EncryptionEntry writing(Provider provider) {
        List<Provider> changed = new ArrayList<>(providers);
        changed.removeIf(provider::same);
        changed.addFirst(provider);
        return new EncryptionEntry(resources, changed);
    }

    /** Without this provider. */
    public EncryptionEntry without(Provider provider) {
        List<Provider> changed = new ArrayList<>(providers);
        changed.removeIf(provider::same);
        return new EncryptionEntry(resources, changed);
    }
}
