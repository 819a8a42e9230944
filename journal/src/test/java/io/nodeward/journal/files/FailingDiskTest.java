package io.nodeward.journal.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.journal.files.HostFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems that refuse: the file stays what it was, nothing else stays, and the message says what to do. */
class FailingDiskTest {

    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final byte[] NEW = "new".getBytes(UTF_8);

    @TempDir
    Path temp;

    private Path directory;
    private boolean mounted;
    private boolean immutable;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(temp.resolve("directory"));
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (immutable) {
            run("chattr", "-R", "-i", directory.toString());
        }
        while (mounted && run("umount", directory.toString())) {
            mounted = Files.exists(directory.resolve("file"));
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private void mount(String... arguments) throws IOException, InterruptedException {
        String[] command = Arrays.copyOf(new String[] {"mount"}, arguments.length + 2);
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        command[command.length - 1] = directory.toString();
        boolean root = Libc.user() == 0;
        mounted = root && run(command);
        assumeTrue(mounted, "SKIPPED: " + String.join(" ", command) + " needs root and the right to mount");
    }

    private static HostFileException failure(Reason reason, ThrowingCallable action) {
        HostFileException failure = catchThrowableOfType(HostFileException.class, action);
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }

    @Test
    void aFullDisk() throws Exception {
        mount("-t", "tmpfs", "-o", "size=256k", "tmpfs");
        try (HostFiles files = HostFiles.open(directory)) {
            files.write("/file", OLD, Access.mine(0600));
            byte[] large = new byte[300 << 10];
            HostFileException failure = failure(Reason.DISK_FULL, () -> files.write("/file", large, Access.mine(0600)));
            assertThat(failure).hasMessage("cannot write /file: its file system is full");
            assertThat(failure.hint()).isEqualTo("free room or inodes there (df, df -i), then try again");
            assertThat(files.read("/file", 100)).isEqualTo(OLD);
            assertThat(files.list("/")).containsExactly("file");
        }
    }

    @Test
    void aDiskThatFillsWhileAppending() throws Exception {
        mount("-t", "tmpfs", "-o", "size=256k", "tmpfs");
        try (HostFiles files = HostFiles.open(directory)) {
            files.write("/file", OLD, Access.mine(0600));
            byte[] part = new byte[10_000];
            Arrays.fill(part, (byte) 'x');
            try (AppendFile file = files.append("/file")) {
                failure(Reason.DISK_FULL, () -> {
                    for (int i = 0; i < 100; i++) {
                        file.append(part);
                    }
                });
                assertThat((file.length() - OLD.length) % part.length).isZero();
                assertThat(Files.size(directory.resolve("file"))).isEqualTo(file.length());
                // as soon as there is room it goes on
                file.cut(OLD.length);
                file.append(NEW);
            }
            assertThat(files.read("/file", 100)).asString(UTF_8).isEqualTo("oldnew");
        }
    }

    @Test
    void roomThatWasReservedIsThereWhenTheDiskIsFull() throws Exception {
        mount("-t", "tmpfs", "-o", "size=256k", "tmpfs");
        try (HostFiles files = HostFiles.open(directory)) {
            files.write("/file", OLD, Access.mine(0600));
            try (AppendFile file = files.append("/file")) {
                file.reserve(64 << 10);
                try (var filler = Files.newOutputStream(directory.resolve("filler"))) {
                    byte[] page = new byte[4096];
                    assertThat(catchThrowableOfType(IOException.class, () -> {
                                while (true) {
                                    filler.write(page);
                                }
                            }))
                            .isNotNull();
                }
                file.append(new byte[60 << 10]);
                failure(Reason.DISK_FULL, () -> file.append(new byte[60 << 10]));
            }
        }
    }

    @Test
    void aReadOnlyMount() throws Exception {
        Files.write(directory.resolve("file"), OLD);
        mount("--bind", directory.toString());
        assertThat(run("mount", "-o", "remount,bind,ro", directory.toString())).isTrue();
        try (HostFiles files = HostFiles.open(directory)) {
            HostFileException failure = failure(Reason.READ_ONLY, () -> files.write("/file", NEW, Access.mine(0600)));
            assertThat(failure).hasMessage("cannot write /file: its file system is mounted read-only");
            failure(Reason.READ_ONLY, () -> files.delete("/file"));
            failure(Reason.READ_ONLY, () -> files.setAccess("/file", Access.mine(0600)));
            failure(Reason.READ_ONLY, () -> files.link("/link", "file", files.stat("/link")));
            failure(Reason.READ_ONLY, () -> files.createDirectory("/made", Access.mine(0700)));
            assertThat(files.read("/file", 100)).isEqualTo(OLD);
            assertThat(files.list("/")).containsExactly("file");
        }
    }

    @Test
    void anImmutableFile() throws Exception {
        Files.write(directory.resolve("file"), OLD);
        setImmutable(directory.resolve("file"));
        try (HostFiles files = HostFiles.open(directory)) {
            HostFileException failure = failure(Reason.IMMUTABLE, () -> files.write("/file", NEW, Access.mine(0600)));
            assertThat(failure).hasMessage("cannot write /file: the file has the attribute immutable or append-only");
            assertThat(failure.hint()).isEqualTo("find out who set it and why; chattr -i -a takes it away");
            failure(Reason.IMMUTABLE, () -> files.delete("/file"));
            failure(Reason.IMMUTABLE, () -> files.setAccess("/file", Access.mine(0600)));
            failure(Reason.IMMUTABLE, () -> files.rename("/file", "/other"));
            assertThat(files.list("/")).containsExactly("file");
        }
    }

    @Test
    void anImmutableDirectory() throws Exception {
        Files.write(directory.resolve("file"), OLD);
        setImmutable(directory);
        try (HostFiles files = HostFiles.open(directory)) {
            assertThat(failure(Reason.IMMUTABLE, () -> files.write("/file", NEW, Access.mine(0600))))
                    .hasMessage("cannot write /file: its directory has the attribute immutable or append-only");
            failure(Reason.IMMUTABLE, () -> files.create("/new", NEW, Access.mine(0600)));
            failure(Reason.IMMUTABLE, () -> files.delete("/file"));
            assertThat(files.list("/")).containsExactly("file");
        }
    }

    private void setImmutable(Path path) throws IOException, InterruptedException {
        try {
            immutable = Libc.user() == 0 && run("chattr", "+i", path.toString());
        } catch (IOException e) {
            immutable = false;
        }
        assumeTrue(immutable, "SKIPPED: chattr +i needs root, the program chattr and a file system that knows it");
    }

    @Test
    void aFileThatIsAMountPoint() throws Exception {
        Path other = Files.write(temp.resolve("other"), OLD);
        Files.createFile(directory.resolve("file"));
        Path inner = directory;
        directory = directory.resolve("file");
        mount("--bind", other.toString());
        try (HostFiles files = HostFiles.open(inner)) {
            assertThat(failure(Reason.OTHER, () -> files.write("/file", NEW, Access.mine(0600))))
                    .hasMessage("cannot write /file: it is a mount point or in use by the kernel");
            assertThat(files.list("/")).isEqualTo(List.of("file"));
        }
        assertThat(other).hasBinaryContent(OLD);
        assertThat(run("umount", directory.toString())).isTrue();
        mounted = false;
    }
}
