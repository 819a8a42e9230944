package io.nodeward.hostprobes.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree in the hands of somebody hostile: whatever he does, nothing from outside is read, and every read ends. */
@Timeout(600)
class HostRootTest {

    private static final String OUTSIDE = "from outside the root";
    private static final String INSIDE = "from inside the root";

    @TempDir
    Path temp;

    private Path tree;
    private Path outside;
    private HostRoot root;

    @BeforeEach
    void open() throws IOException {
        tree = Files.createDirectories(temp.resolve("tree"));
        outside = Files.createDirectories(temp.resolve("outside"));
        Files.createDirectories(outside.resolve("etc"));
        Files.writeString(outside.resolve("secret"), OUTSIDE);
        Files.writeString(outside.resolve("etc/secret"), OUTSIDE);
        Files.createDirectories(tree.resolve("etc/deep/er"));
        Files.writeString(tree.resolve("etc/plain"), INSIDE);
        root = HostRoot.open(tree);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private void link(String name, String target) throws IOException {
        Path path = tree.resolve(name);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(target));
    }

    private String text(String path) {
        return switch (root.text(path, 1 << 20)) {
            case Found<String>(String text) -> text;
            case Absent<String> _ -> "absent";
            case Failed<String>(String _, String reason) -> "failed: " + reason;
        };
    }

    private Stat stat(String path) {
        return ((Found<Stat>) root.stat(path)).value();
    }

    @Test
    void linksAreFollowedInsideTheRoot() throws IOException {
        link("absolute", "/etc/plain");
        link("etc/relative", "plain");
        link("etc/deep/er/up", "../../plain");
        link("middle", "/etc/deep");
        assertThat(text("/absolute")).isEqualTo(INSIDE);
        assertThat(text("/etc/relative")).isEqualTo(INSIDE);
        assertThat(text("/etc/deep/er/up")).isEqualTo(INSIDE);
        assertThat(text("/middle/er/up")).isEqualTo(INSIDE);
        assertThat(stat("/middle/er/up").path()).isEqualTo("/etc/plain");
        assertThat(stat("/middle/../plain").path()).isEqualTo("/etc/plain");
    }

    @Test
    void nothingIsAboveTheRoot() throws IOException {
        link("out", "../outside/secret");
        link("etc/farOut", "../../../../../../../../../../etc/plain");
        link("absolute", outside.resolve("secret").toString());
        assertThat(text("/../outside/secret")).isEqualTo("absent");
        assertThat(text("/etc/../../outside/secret")).isEqualTo("absent");
        assertThat(text("/out")).isEqualTo("absent");
        assertThat(text("/absolute")).isEqualTo("absent");
        assertThat(text("/etc/farOut")).isEqualTo(INSIDE);
        assertThat(stat("/..").path()).isEqualTo("/");
        assertThat(stat("/etc/../..").path()).isEqualTo("/");
    }

    @Test
    void asManyLinksAsTheKernelFollows() throws IOException {
        link("l0", "/etc/plain");
        for (int i = 1; i <= 40; i++) {
            link("l" + i, "l" + (i - 1));
        }
        assertThat(text("/l39")).isEqualTo(INSIDE);
        assertThat(text("/l40")).isEqualTo("failed: symbolic links lead in a circle");
    }

    @Test
    void circlesEnd() throws IOException {
        link("a", "b");
        link("b", "a");
        link("self", "self/self");
        link("down", "down/x");
        assertThat(text("/a")).isEqualTo("failed: symbolic links lead in a circle");
        assertThat(text("/self")).isEqualTo("failed: symbolic links lead in a circle");
        assertThat(text("/down/x/y")).isEqualTo("failed: symbolic links lead in a circle");
    }

    @Test
    void danglingLinksAreAbsentAndCanStillBeLookedAt() throws IOException {
        link("dangling", "/nowhere/at/all");
        assertThat(text("/dangling")).isEqualTo("absent");
        assertThat(((Found<Stat>) root.lstat("/dangling")).value().type()).isEqualTo(Stat.Type.SYMLINK);
        assertThat(root.link("/dangling")).isEqualTo(new Found<>("/nowhere/at/all"));
        assertThat(root.link("/etc/plain")).isInstanceOf(Failed.class);
    }

    @Test
    void aFileIsNoDirectory() {
        assertThat(text("/etc/plain/below")).isEqualTo("absent");
        assertThat(text("/etc/plain/../plain")).isEqualTo("absent");
        assertThat(text("/etc")).isEqualTo("failed: is not a regular file");
        assertThat(root.list("/etc/plain", 10)).isInstanceOf(Failed.class);
    }

    @Test
    void linksOfTheKernelAreOnlyText() throws IOException {
        // the live /proc as a tree of its own: `root`, `cwd` and `fd/N` would lead the kernel anywhere
        try (HostRoot proc = HostRoot.open(Path.of("/proc"))) {
            assertThat(proc.stat("/self/root/etc/passwd")).isInstanceOf(Absent.class);
            assertThat(proc.stat("/self/cwd/pom.xml")).isInstanceOf(Absent.class);
            assertThat(proc.stat("/self/fd/0")).isInstanceOf(Absent.class);
            assertThat(proc.text("/self/status", 1 << 20)).isInstanceOf(Found.class);
        }
    }

    @Test
    void lengthIsBounded() throws IOException {
        assertThat(text("/etc/plain".repeat(5))).isEqualTo("absent");
        assertThat(text("/etc/.." + "/etc/..".repeat(50_000) + "/etc/plain")).isEqualTo("failed: is too long a path");
        assertThat(text("/" + "a".repeat(100_000))).startsWith("failed");
        Path deep = tree;
        for (int i = 0; i < 300; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        link("up", "d/".repeat(300) + "../".repeat(300) + "up");
        assertThat(text("/up")).isEqualTo("failed: is too long a path");
    }

    @Test
    void contentIsBounded() throws IOException {
        try (FileChannel sparse =
                FileChannel.open(tree.resolve("sparse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(java.nio.ByteBuffer.wrap(new byte[] {1}), (300L << 20) - 1);
        }
        Files.write(tree.resolve("exact"), new byte[1000]);
        assertThat(text("/sparse")).isEqualTo("failed: is larger than 1 MiB");
        assertThat(((Found<byte[]>) root.bytes("/exact", 1000)).value()).hasSize(1000);
        assertThat(root.bytes("/exact", 999)).isInstanceOf(Failed.class);
        assertThat(root.list("/etc", 1)).isInstanceOf(Failed.class);
        assertThat(root.list("/etc", 2)).isEqualTo(new Found<>(List.of("deep", "plain")));
    }

    @Test
    void contentWithoutASizeIsReadWhole() throws IOException {
        try (HostRoot proc = HostRoot.open(Path.of("/proc"))) {
            assertThat(((Found<byte[]>) proc.bytes("/self/mountinfo", 1 << 20)).value())
                    .isNotEmpty();
            assertThat(proc.bytes("/kallsyms", 100_000)).isInstanceOf(Failed.class);
        }
        byte[] large = new byte[300_000];
        new java.util.Random(1).nextBytes(large);
        Files.write(tree.resolve("large"), large);
        assertThat(((Found<byte[]>) root.bytes("/large", 1 << 20)).value()).isEqualTo(large);
    }

    @Test
    void onlyRegularFilesAreOpened() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", tree.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(text("/fifo")).isEqualTo("failed: is not a regular file");
        assertThat(text("/fifo/below")).isEqualTo("absent");
        assertThat(stat("/fifo").type()).isEqualTo(Stat.Type.OTHER);
    }

    @Test
    void numbersAndModes() throws IOException {
        Files.setPosixFilePermissions(tree.resolve("etc/plain"), PosixFilePermissions.fromString("rw-r-----"));
        Stat stat = stat("/etc/plain");
        assertThat(stat.octal()).isEqualTo("0640");
        assertThat(stat.size()).isEqualTo(INSIDE.length());
        assertThat(stat.uid()).isEqualTo(Files.getAttribute(tree.resolve("etc/plain"), "unix:uid"));
        Files.setAttribute(tree.resolve("etc/plain"), "unix:mode", 0104755);
        assertThat(stat("/etc/plain").octal()).isEqualTo("4755");
    }

    @Test
    void anotherUserIsToldThatPermissionIsDenied() throws Exception {
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeTrue(Files.isExecutable(setpriv) && (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0);
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(tree.resolve("etc/plain"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(tree.resolve("etc/deep/file"), INSIDE);
        Files.setPosixFilePermissions(tree.resolve("etc/deep"), PosixFilePermissions.fromString("rwx------"));
        List<String> command = List.of(
                setpriv.toString(),
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Denied.class.getName(),
                tree.toString());
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), UTF_8);
        // a checkout that nobody else may enter
        assumeFalse(output.contains("ClassNotFoundException"));
        assertThat(output).isEqualTo("""
                        Failed[path=/etc/plain, reason=permission denied]
                        Failed[path=/etc/deep/file, reason=permission denied]
                        Failed[path=/etc/deep, reason=permission denied]
                        0600
                        """);
    }

    /** Runs as somebody else. */
    static final class Denied {
        private Denied() {}

        public static void main(String[] arguments) throws IOException {
            try (HostRoot root = HostRoot.open(Path.of(arguments[0]))) {
                System.out.println(root.bytes("/etc/plain", 100));
                System.out.println(root.stat("/etc/deep/file"));
                System.out.println(root.list("/etc/deep", 100));
                System.out.println(root.stat("/etc/plain") instanceof Found<Stat>(Stat stat) ? stat.octal() : "none");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/a\0b", "/etc/pl\uFFFDin", "/\uD800"})
    void namesThatAreNoTextAreNeverCalledAbsent(String path) {
        assertThat(text(path)).isEqualTo("failed: is not a valid file name");
    }

    @Test
    void namesThatAreNoTextAreListedAndCannotBeLookedAt() throws Exception {
        Process shell = new ProcessBuilder(
                        "sh", "-c", "printf x > \"$(printf 'k\\377y')\"; ln -s \"$(printf 'k\\377y')\" odd")
                .directory(tree.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();
        List<String> names = ((Found<List<String>>) root.list("/", 10)).value();
        assertThat(names).contains("odd").anyMatch(name -> name.indexOf('\uFFFD') >= 0);
        for (String name : names) {
            if (name.indexOf('\uFFFD') >= 0) {
                assertThat(root.stat("/" + name)).isInstanceOf(Failed.class);
                assertThat(root.bytes("/" + name, 10)).isInstanceOf(Failed.class);
            }
        }
        assertThat(text("/odd")).isEqualTo("failed: is not a valid file name");
    }

    @Test
    void thousandsOfDirectoriesTakeFewDescriptors() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            Path directory = Files.createDirectories(tree.resolve("many/" + i));
            Files.writeString(directory.resolve("file"), INSIDE);
        }
        long before = descriptors();
        for (int i = 0; i < 5_000; i++) {
            assertThat(text("/many/" + i + "/file")).isEqualTo(INSIDE);
            if (i % 10 == 0) {
                assertThat(text("/many/" + i + "/none")).isEqualTo("absent");
                assertThat(text("/many/" + i + "/file/none")).isEqualTo("absent");
                assertThat(text("/many/" + i + "/../none/x")).isEqualTo("absent");
            }
        }
        assertThat(descriptors() - before).isLessThan(600);
        root.close();
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    private static long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void closedIsClosed() {
        root.close();
        root.close();
        assertThatThrownBy(() -> root.stat("/etc/plain")).isInstanceOf(IllegalStateException.class);
    }

    /** A directory changes places with a link to a directory outside, as fast as one can. */
    @Test
    void aDirectorySwappedForALink() throws Exception {
        Path real = Files.createDirectories(tree.resolve("swap"));
        Files.writeString(real.resolve("secret"), INSIDE);
        Files.createSymbolicLink(real.resolve("link"), Path.of("inside"));
        Files.createSymbolicLink(outside.resolve("link"), Path.of("outside-target"));
        Files.setPosixFilePermissions(outside.resolve("secret"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Path parked = tree.resolve("parked");
        Path trap = Files.createSymbolicLink(tree.resolve("trap"), outside);
        Object outsideKey = Files.getAttribute(outside.resolve("secret"), "unix:mode");
        try (Hostile hostile = new Hostile(() -> {
            Files.move(real, parked);
            Files.move(trap, real, StandardCopyOption.ATOMIC_MOVE);
            Files.move(real, trap, StandardCopyOption.ATOMIC_MOVE);
            Files.move(parked, real);
        })) {
            for (int i = 0; i < 8_000; i++) {
                // a new walk each time, so that nothing is known from before
                try (HostRoot fresh = HostRoot.open(tree)) {
                    if (fresh.text("/swap/secret", 100) instanceof Found<String>(String text)) {
                        assertThat(text).isEqualTo(INSIDE);
                    }
                    if (fresh.stat("/swap/secret") instanceof Found<Stat>(Stat stat)) {
                        assertThat(stat.mode()).isNotEqualTo((Integer) outsideKey & 0xFFF);
                        assertThat(stat.size()).isEqualTo(INSIDE.length());
                    }
                    if (fresh.list("/swap", 100) instanceof Found<List<String>>(List<String> names)) {
                        assertThat(names).doesNotContain("etc");
                    }
                }
            }
            assertThat(hostile.rounds()).isPositive();
        }
    }

    /** A file changes places with a link to a file outside. */
    @Test
    void aFileSwappedForALink() throws Exception {
        Path file = tree.resolve("etc/plain");
        Path trap = tree.resolve("etc/trap");
        Path other = tree.resolve("etc/other");
        try (Hostile hostile = new Hostile(() -> {
            Files.createSymbolicLink(trap, outside.resolve("secret"));
            Files.move(trap, file, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(other, INSIDE);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        })) {
            for (int i = 0; i < 8_000; i++) {
                if (root.text("/etc/plain", 100) instanceof Found<String>(String text)) {
                    assertThat(text).isIn(INSIDE, "");
                }
                if (root.stat("/etc/plain") instanceof Found<Stat>(Stat stat)) {
                    assertThat(stat.type()).isEqualTo(Stat.Type.FILE);
                    assertThat(stat.path()).isEqualTo("/etc/plain");
                }
            }
            assertThat(hostile.rounds()).isPositive();
        }
    }

    @Test
    void manyThreads() throws Exception {
        Thread[] threads = new Thread[8];
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform()
                    .uncaughtExceptionHandler((_, e) -> failures.add(e))
                    .start(() -> {
                        for (int i = 0; i < 500; i++) {
                            assertThat(text("/etc/deep/../plain")).isEqualTo(INSIDE);
                        }
                    });
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(failures).isEmpty();
    }

    /** Somebody who changes the tree again and again until closed. */
    private static final class Hostile implements AutoCloseable {
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final Thread thread;
        private volatile int rounds;

        @FunctionalInterface
        interface Change {
            void once() throws IOException;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        Hostile(Change change) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (going.get()) {
                    try {
                        change.once();
                        rounds++;
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            });
        }

        int rounds() {
            return rounds;
        }

        @Override
        public void close() {
            going.set(false);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void bytesAreWhatTheyWere() throws IOException {
        Files.writeString(tree.resolve("bytes"), "\u00e9\n", UTF_8);
        assertThat(text("/bytes")).isEqualTo("\u00e9\n");
    }
}
