package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.config.KeyKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change is asked to do.
 *
 * @param provider {@code secretbox}, {@code aesgcm}, {@code aescbc} or {@code kms}; empty to stay with what is there
 * @param kmsEndpoint of the plugin; empty for none
 * @param resources as an EncryptionConfiguration names them; empty for all that the configuration has
 * @param dropIdentity whether plain text is no longer to be readable at the end
 * @param retention of keys that go out of use
 * @param reason for the journal, may be empty
 */
public record EncryptionTask(
        Operation operation,
        String provider,
        String kmsEndpoint,
        List<String> resources,
        boolean dropIdentity,
        Retention retention,
        String reason) {

    private static final String PREFIX = "encryption-";

    /** The changes that there are. */
    public enum Operation {
        ENABLE,
        ROTATE,
        REWRITE,
        DISABLE;

        /** The word on the command line: {@code enable}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of its transactions: {@code encryption-enable}. */
        public String transaction() {
            return PREFIX + word();
        }

        /** The operation of a kind of transactions, empty when it is none of ours. */
        public static Optional<Operation> ofTransaction(String kind) {
            for (Operation operation : values()) {
                if (operation.transaction().equals(kind)) {
                    return Optional.of(operation);
                }
            }
            return Optional.empty();
        }
    }

    public EncryptionTask {
        resources = List.copyOf(resources);
    }

    /** The kind of keys that it makes; null for KMS, and when it stays with what is there. */
    public @Nullable KeyKind keyKind() {
        return KeyKind.of(provider);
    }

    /** For the journal. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("provider", provider);
        parameters.put("kmsEndpoint", kmsEndpoint);
        parameters.put("resources", String.join(",", resources));
        parameters.put("dropIdentity", String.valueOf(dropIdentity));
        parameters.put("keepOldKeysFor", retention.toString());
        parameters.put("reason", reason);
        return parameters;
    }

    /** Out of the journal. */
    static EncryptionTask of(Operation operation, Map<String, String> parameters) throws ChangeException {
        String resources = parameters.getOrDefault("resources", "");
        return new EncryptionTask(
                operation,
                parameters.getOrDefault("provider", ""),
                parameters.getOrDefault("kmsEndpoint", ""),
                resources.isEmpty() ? List.of() : List.of(resources.split(",")),
                Boolean.parseBoolean(parameters.getOrDefault("dropIdentity", "false")),
                Retention.of(parameters.getOrDefault("keepOldKeysFor", "forever")),
                parameters.getOrDefault("reason", ""));
    }
}
