package io.nodeward.secrets.kube;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files of a connection: small, regular, and read whole. */
final class ConfigFile {
    private static final int LONGEST = 1 << 20;

    private ConfigFile() {}

    static byte[] bytes(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("is larger than 1 MiB");
            }
            return bytes;
        }
    }

    static String text(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** Why a file was not read, to stand behind its name. */
    static String problem(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "does not exist";
            case AccessDeniedException denied -> "may not be read by this user; run as root, or name another";
            default -> e.getMessage() != null ? e.getMessage() : "cannot be read";
        };
    }
}
