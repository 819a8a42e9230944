package io.nodeward.secrets.encryption.proof;

import java.util.Map;

/** How objects should be stored. */
@FunctionalInterface
public interface Wanted {
    /** Whether an object of this resource may be stored so. */
    boolean allows(String resource, StoredAs stored);

    /** Nothing in particular. */
    static Wanted anything() {
        return (resource, stored) -> true;
    }

    /**
     * Each of these resources in one way. One without a KMS key id allows any id; resources that are not named are not
     * judged.
     */
    static Wanted exactly(Map<String, StoredAs> ways) {
        Map<String, StoredAs> copy = Map.copyOf(ways);
        return (resource, stored) -> {
            StoredAs way = copy.get(resource);
            return way == null
                    || (way.form() == stored.form()
                            && way.key().equals(stored.key())
                            && (way.kmsKeyId().isEmpty() || way.kmsKeyId().equals(stored.kmsKeyId())));
        };
    }
}
