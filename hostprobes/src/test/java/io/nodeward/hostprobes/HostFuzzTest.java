package io.nodeward.hostprobes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of a whole host, files are broken at random, a few at a time. Whatever comes of it, no probe fails, each fact is of its
 * declared type or unknown, and mended files give the first facts again. {@code -Dfuzz.rounds=N} tries more,
 * {@code -Dfuzz.seed=N} others.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostFuzzTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 400);
    private static final long SEED = Long.getLong("fuzz.seed", 20261129L);
    private static final int AT_ONCE = 4;

    @TempDir
    Path root;

    private final Map<String, byte[]> host = new LinkedHashMap<>();

    @BeforeEach
    void aHost() throws IOException {
        String text;
        try (InputStream in = Objects.requireNonNull(HostFuzzTest.class.getResourceAsStream("host.txt"))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String file : text.substring(text.indexOf("\n== ") + 1).split("(?m)^== ", -1)) {
            int end = file.indexOf('\n');
            if (end > 0) {
                host.put(
                        file.substring(0, end),
                        file.substring(end + 1)
                                .replace("\\c\n", "")
                                .replace("\\0", "\0")
                                .replace("\\d", "\u007f")
                                .replace("\\\\", "\\")
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
        for (String path : host.keySet()) {
            mend(path);
        }
        for (Map.Entry<String, String> program : Map.of(
                        "1", "/usr/lib/systemd/systemd", "812", "/usr/bin/kubelet", "450", "/usr/bin/dockerd")
                .entrySet()) {
            Files.createSymbolicLink(
                    root.resolve("proc").resolve(program.getKey()).resolve("exe"), Path.of(program.getValue()));
        }
    }

    private Path file(String path) {
        return root.resolve(path.substring(1));
    }

    private void mend(String path) throws IOException {
        Path file = file(path);
        if (Files.isDirectory(file)) {
            Files.delete(file);
        }
        Files.deleteIfExists(file);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, Objects.requireNonNull(host.get(path)));
    }

    private HostFacts read() throws IOException {
        try (HostRoot opened = HostRoot.open(root)) {
            return HostFacts.read(opened, new HostFacts.Options(true));
        }
    }

    @Test
    void noProbeFails() throws IOException {
        Schema schema = Schema.builtIn();
        HostFacts whole = read();
        assertThat(whole.errors()).isEmpty();
        assertThat(schema.mismatches(whole.facts())).isEmpty();
        String first = shown(whole.facts());

        List<String> paths = new ArrayList<>(host.keySet());
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            List<String> broken = new ArrayList<>();
            for (int i = random.nextInt(AT_ONCE); i >= 0; i--) {
                String path = paths.get(random.nextInt(paths.size()));
                if (!broken.contains(path)) {
                    broken.add(path);
                    damage(path, random);
                }
            }
            HostFacts facts = read();
            assertThat(facts.errors())
                    .as("seed %d breaks %s", SEED + round, broken)
                    .isEmpty();
            assertThat(schema.mismatches(facts.facts()))
                    .as("seed %d breaks %s", SEED + round, broken)
                    .isEmpty();
            for (String path : broken) {
                mend(path);
            }
        }
        assertThat(shown(read().facts())).isEqualTo(first);
    }

    private static String shown(@Nullable Node node) {
        StringBuilder text = new StringBuilder();
        switch (node) {
            case Group group -> {
                for (String name : group.names()) {
                    text.append(name).append(" = ").append(shown(group.get(name)));
                }
            }
            case Many many -> {
                for (Many.Item item : many.items()) {
                    text.append(item.key()).append(" = ").append(shown(item.node()));
                }
            }
            case null, default -> text.append(node).append('\n');
        }
        return text.toString();
    }

    private void damage(String path, Random random) {
        Path file = file(path);
        byte[] bytes = Objects.requireNonNull(host.get(path));
        try {
            switch (random.nextInt(10)) {
                case 0 -> Files.delete(file);
                case 1 -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
                case 2 -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, file.getFileName());
                }
                case 3 -> Files.write(file, other(random));
                default -> Files.write(file, changed(bytes, random));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] other(Random random) {
        List<byte[]> all = new ArrayList<>(host.values());
        return all.get(random.nextInt(all.size()));
    }

    /** Some of it is turned, cut, doubled, or repeated very often. */
    private byte[] changed(byte[] bytes, Random random) {
        byte[] now = bytes;
        for (int times = random.nextInt(3); times >= 0; times--) {
            int length = Math.max(1, now.length);
            int from = random.nextInt(length);
            int to = Math.min(now.length, from + random.nextInt(24));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(now, 0, Math.min(from, now.length));
            switch (random.nextInt(6)) {
                case 0 -> {}
                case 1 -> {
                    byte[] noise = new byte[random.nextInt(16)];
                    random.nextBytes(noise);
                    out.writeBytes(noise);
                }
                case 2 -> out.writeBytes(piece(other(random), random));
                case 3 -> {
                    byte[] piece = piece(now, random);
                    for (int i = random.nextInt(2000); i >= 0 && out.size() < 1 << 20; i--) {
                        out.writeBytes(piece);
                    }
                }
                case 4 -> out.writeBytes(String.valueOf(random.nextLong()).getBytes(StandardCharsets.US_ASCII));
                default ->
                    out.writeBytes(WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
            }
            if (random.nextInt(8) > 0) {
                int rest = Math.min(to, now.length);
                out.write(now, rest, now.length - rest);
            }
            now = out.toByteArray();
        }
        return now;
    }

    private static final List<String> WORDS = List.of(
            "\0",
            "\n",
            "\"",
            "'",
            "\\\n",
            "{",
            "[[",
            "=",
            ":",
            "#",
            "%",
            "../../../..",
            "/",
            "*",
            "99999999999999999999",
            "-1",
            "0x",
            "\u2028",
            "\ufeff",
            "${x}",
            "!!java.net.URL",
            "&a [*a]",
            "true",
            "null");

    private static byte[] piece(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(40));
        return Arrays.copyOfRange(bytes, from, to);
    }
}
