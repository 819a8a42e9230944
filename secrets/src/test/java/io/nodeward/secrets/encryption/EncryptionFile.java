package io.nodeward.secrets.encryption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** An {@code EncryptionConfiguration} of tests in a directory of its own, replaced as a whole. */
public final class EncryptionFile {
    private final Path file;
    private final Map<String, String> keys = new HashMap<>();

    public EncryptionFile(Path directory) {
        try {
            this.file = Files.createDirectories(directory).resolve("encryption.yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another file with the same keys, not written yet. */
    public EncryptionFile copyTo(Path directory) {
        EncryptionFile copy = new EncryptionFile(directory);
        keys.keySet().forEach(name -> copy.keys.put(name, String.valueOf(keys.get(name))));
        return copy;
    }

    public Path path() {
        return file;
    }

    /** Encrypts resources with the first of these secretbox keys; the others and plaintext are readable. */
    public EncryptionFile secretbox(String resources, String... names) {
        StringBuilder providers = new StringBuilder();
        for (String name : names) {
            providers
                    .append(providers.isEmpty() ? "" : ", ")
                    .append("{name: " + name + ", secret: " + keys.computeIfAbsent(name, it -> random()) + "}");
        }
        return write("""
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [%s]
                  providers:
                  - secretbox: {keys: [%s]}
                  - identity: {}
                """.formatted(resources, providers));
    }

    private EncryptionFile write(String content) {
        try {
            Path temporary = Files.writeString(file.resolveSibling("new"), content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String random() {
        byte[] key = new byte[32];
        ThreadLocalRandom.current().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
