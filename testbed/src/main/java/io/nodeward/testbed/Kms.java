package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A running KMS v2 provider with keys in a file, for API servers on this machine. It begins with the key {@code key-1}. */
public final class Kms {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FIRST_KEY = "key-1";

    private final Path directory;
    private final Path socketDirectory;
    private final Path socket;
    private final Server server;

    Kms(Testbed bed) {
        Testbed.Place place = bed.place("kms");
        this.directory = place.directory("keys");
        try {
            this.socketDirectory = Files.createTempDirectory("kms"); // the path of a socket has to be short
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.socket = socketDirectory.resolve("socket");
        addKey(FIRST_KEY);
        this.server = new Server(
                place,
                List.of(Tools.program("kms", "kms").toString(), "--socket=" + socket, "--directory=" + directory),
                LIMIT,
                () -> Files.exists(socket) ? Optional.empty() : Optional.of("there is no socket " + socket));
        bed.stopAtEnd(this::end);
    }

    /** What an {@code EncryptionConfiguration} names, with its scheme. */
    public String endpoint() {
        return "unix://" + socket;
    }

    /** Makes a new key the current one; what older ones encrypted stays readable. */
    public void addKey(String id) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        write("keys", id + " " + HexFormat.of().formatHex(key) + "\n" + read("keys"));
    }

    /** Loses a key: nothing that it encrypted can be read again. */
    public void loseKey(String id) {
        write(
                "keys",
                String.join(
                        "\n",
                        read("keys")
                                .lines()
                                .filter(line -> !line.startsWith(id + " "))
                                .toList()));
    }

    /** Answers slowly from now on; zero ends it. */
    public void delay(Duration delay) {
        write("delay", delay.toMillis() + "ms");
    }

    /** Calls itself unhealthy from now on, with these words, and answers all the same; empty ends it. */
    public void unhealthy(String words) {
        write("unhealthy", words);
    }

    public void stop() {
        server.stop();
    }

    public void restart() {
        server.restart();
    }

    private void end() {
        server.stop();
        try {
            Directories.delete(socketDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String name) {
        try {
            Path file = directory.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String content) {
        try {
            Path half = Files.writeString(directory.resolve(name + ".half"), content);
            Files.move(half, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
