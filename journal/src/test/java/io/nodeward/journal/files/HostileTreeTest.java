package io.nodeward.journal.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody swaps directories for links that lead out, while files are written: nothing lands outside. */
@Timeout(300)
class HostileTreeTest {

    private static final Duration LONG = Duration.ofSeconds(3);
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    @TempDir
    Path temp;

    @Test
    void nothingIsWrittenOutsideWhateverIsSwapped() throws Exception {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Path tree = temp.resolve("tree");
        Path parent = Files.createDirectories(tree.resolve("a"));
        Path real = Files.createDirectories(parent.resolve("b"));
        Path aside = parent.resolve("aside");
        Files.createDirectories(outside.resolve("c"));
        Files.createDirectories(real.resolve("c"));
        Files.writeString(outside.resolve("c/file"), "theirs");
        Path link = parent.resolve("link");

        AtomicBoolean stop = new AtomicBoolean();
        Thread hostile = Thread.ofPlatform().start(() -> {
            try {
                while (!stop.get()) {
                    Files.createSymbolicLink(link, Path.of("../../outside"));
                    Files.move(real, aside);
                    Files.move(link, real);
                    Files.move(real, link, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(aside, real);
                    Files.delete(link);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        int written = 0;
        int refused = 0;
        long end = System.nanoTime() + LONG.toNanos();
        try (HostFiles files = HostFiles.open(tree)) {
            while (System.nanoTime() < end) {
                try {
                    files.write("/a/b/c/file", CONTENT, Access.mine(0600));
                    files.delete("/a/b/c/file");
                    files.link("/a/b/c/link", "x", files.stat("/a/b/c/link"));
                    files.delete("/a/b/c/link");
                    written++;
                } catch (HostFileException e) {
                    refused++;
                }
            }
        } finally {
            stop.set(true);
            hostile.join();
        }
        assertThat(written).isPositive();
        assertThat(refused).isPositive();
        assertThat(outside.resolve("c/file")).hasContent("theirs");
        try (Stream<Path> paths = Files.walk(outside)) {
            assertThat(paths.map(outside::relativize).map(Path::toString)).containsExactlyInAnyOrder("", "c", "c/file");
        }
    }
}
