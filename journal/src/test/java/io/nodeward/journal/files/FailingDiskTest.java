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

    private boolean immutable;

    private Path directory() {
        return temp.resolve("directory");
    }

    @BeforeEach
    void make() throws IOException {
        Files.createDirectory(directory());
    }

    @AfterEach
    void takeImmutableAway() throws IOException, InterruptedException {
        if (immutable) {
            TestMount.run(List.of("chattr", "-R", "-i", directory().toString()));
        }
    }

    private static HostFileException failure(Reason reason, ThrowingCallable action) {
        HostFileException failure = catchThrowableOfType(HostFileException.class, action);
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }

    @Test
    void aFullDisk() throws Exception {
        try (TestMount _ = TestMount.disk(directory(), "256k");
                HostFiles files = HostFiles.open(directory())) {
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
        try (TestMount _ = TestMount.disk(directory(), "256k");
                HostFiles files = HostFiles.open(directory())) {
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
                assertThat(Files.size(directory().resolve("file"))).isEqualTo(file.length());
                // as soon as there is room it goes on
                file.cut(OLD.length);
                file.append(NEW);
            }
            assertThat(files.read("/file", 100)).asString(UTF_8).isEqualTo("oldnew");
        }
    }

    @Test
    void roomThatWasReservedIsThereWhenTheDiskIsFull() throws Exception {
        try (TestMount _ = TestMount.disk(directory(), "256k");
                HostFiles files = HostFiles.open(directory())) {
            files.write("/file", OLD, Access.mine(0600));
            try (AppendFile file = files.append("/file")) {
                file.reserve(64 << 10);
                try (var filler = Files.newOutputStream(directory().resolve("filler"))) {
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
        Files.write(directory().resolve("file"), OLD);
        try (TestMount mount = TestMount.at(directory(), "--bind", directory().toString());
                HostFiles files = remounted(mount)) {
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

    private HostFiles remounted(TestMount mount) throws IOException, InterruptedException {
        mount.makeReadOnly();
        return HostFiles.open(directory());
    }

    @Test
    void anImmutableFile() throws Exception {
        Files.write(directory().resolve("file"), OLD);
        setImmutable(directory().resolve("file"));
        try (HostFiles files = HostFiles.open(directory())) {
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
        Files.write(directory().resolve("file"), OLD);
        setImmutable(directory());
        try (HostFiles files = HostFiles.open(directory())) {
            assertThat(failure(Reason.IMMUTABLE, () -> files.write("/file", NEW, Access.mine(0600))))
                    .hasMessage("cannot write /file: its directory has the attribute immutable or append-only");
            failure(Reason.IMMUTABLE, () -> files.create("/new", NEW, Access.mine(0600)));
            failure(Reason.IMMUTABLE, () -> files.delete("/file"));
            assertThat(files.list("/")).containsExactly("file");
        }
    }

    private void setImmutable(Path path) throws IOException, InterruptedException {
        try {
            immutable = Libc.user() == 0 && TestMount.run(List.of("chattr", "+i", path.toString()));
        } catch (IOException e) {
            immutable = false;
        }
        assumeTrue(immutable, "SKIPPED: chattr +i needs root, the program chattr and a file system that knows it");
    }

    @Test
    void aFileThatIsAMountPoint() throws Exception {
        Path other = Files.write(temp.resolve("other"), OLD);
        Path file = Files.createFile(directory().resolve("file"));
        try (TestMount _ = TestMount.at(file, "--bind", other.toString());
                HostFiles files = HostFiles.open(directory())) {
            assertThat(failure(Reason.OTHER, () -> files.write("/file", NEW, Access.mine(0600))))
                    .hasMessage("cannot write /file: it is a mount point or in use by the kernel");
            assertThat(files.list("/")).containsExactly("file");
        }
        assertThat(other).hasBinaryContent(OLD);
    }
}
