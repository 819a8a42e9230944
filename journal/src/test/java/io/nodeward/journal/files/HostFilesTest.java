package io.nodeward.journal.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.journal.files.HostFileException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {

    private static final int LIMIT = 1 << 20;
    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final byte[] NEW = "new and longer".getBytes(UTF_8);

    @TempDir
    Path temp;

    private Path tree;
    private HostFiles files;

    @BeforeEach
    void open() throws IOException {
        tree = Files.createDirectories(temp.resolve("tree"));
        Files.createDirectories(tree.resolve("etc/deep"));
        Files.write(tree.resolve("etc/plain"), OLD);
        files = HostFiles.open(tree);
    }

    @AfterEach
    void close() {
        files.close();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Reason reason, ThrowingCallable action) {
        HostFileException failure = catchThrowableOfType(HostFileException.class, action);
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure.hint()).isNotBlank();
        return assertThat(failure);
    }

    private int mode(String path) throws IOException {
        return (int) Files.getAttribute(tree.resolve(path), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private String[] names(String directory) {
        return tree.resolve(directory).toFile().list();
    }

    @Test
    void whatIsWrittenHasItsModeWhateverTheUmask() throws IOException {
        files.write("/etc/made", NEW, Access.mine(0666));
        assertThat(tree.resolve("etc/made")).hasBinaryContent(NEW);
        assertThat(mode("etc/made")).isEqualTo(0666);
        files.write("/etc/made", OLD, Access.mine(0400));
        assertThat(tree.resolve("etc/made")).hasBinaryContent(OLD);
        assertThat(mode("etc/made")).isEqualTo(0400);
        assertThat(names("etc")).containsExactlyInAnyOrder("deep", "plain", "made");
    }

    @Test
    void ownersAreSet() throws IOException {
        assumeTrue(Libc.user() == 0, "skipped: only root gives files away");
        files.write("/etc/theirs", NEW, new Access(04755, 1234, 4321));
        assertThat(Files.getAttribute(tree.resolve("etc/theirs"), "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(tree.resolve("etc/theirs"), "unix:gid")).isEqualTo(4321);
        assertThat(mode("etc/theirs")).isEqualTo(04755);
        files.replace("/etc/theirs", OLD);
        assertThat(files.stat("/etc/theirs").orElseThrow().access()).isEqualTo(new Access(04755, 1234, 4321));
        files.setAccess("/etc/theirs", new Access(02711, 7, 8));
        assertThat(files.stat("/etc/theirs").orElseThrow().access()).isEqualTo(new Access(02711, 7, 8));
    }

    @Test
    void aReplacedFileKeepsModeAndAttributes() throws IOException {
        files.setAccess("/etc/plain", Access.mine(0604));
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(tree.resolve("etc/plain"), UserDefinedFileAttributeView.class);
        view.write("note", ByteBuffer.wrap("kept".getBytes(UTF_8)));
        files.replace("/etc/plain", NEW);
        assertThat(tree.resolve("etc/plain")).hasBinaryContent(NEW);
        assertThat(mode("etc/plain")).isEqualTo(0604);
        assertThat(files.attributes("/etc/plain")).containsEntry("user.note", "kept".getBytes(UTF_8));
    }

    @Test
    void capabilitiesSurviveAReplacement() throws IOException {
        assumeTrue(Libc.user() == 0, "skipped: only root sets file capabilities");
        byte[] netBindService = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Stat stat = files.stat("/etc/plain").orElseThrow();
        files.restore(
                "/etc/plain",
                OLD,
                new Access(0755, 12, 13),
                Map.of("security.capability", netBindService),
                stat.modified(),
                Optional.of(stat));
        files.replace("/etc/plain", NEW);
        assertThat(files.attributes("/etc/plain")).containsEntry("security.capability", netBindService);
        assertThat(files.stat("/etc/plain").orElseThrow().access()).isEqualTo(new Access(0755, 12, 13));
    }

    @Test
    void restoringGivesExactlyTheseAttributesAndThisTime() throws IOException {
        Instant then = Instant.ofEpochSecond(1_000_000_000, 123_000_000);
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(tree.resolve("etc/plain"), UserDefinedFileAttributeView.class);
        view.write("later", ByteBuffer.wrap(OLD));
        files.restore("/etc/plain", NEW, Access.mine(0640), Map.of("user.then", OLD), then, files.stat("/etc/plain"));
        assertThat(files.attributes("/etc/plain")).containsOnlyKeys("user.then");
        assertThat(files.stat("/etc/plain").orElseThrow().modified()).isEqualTo(then);
        assertThat(tree.resolve("etc/plain")).hasBinaryContent(NEW);
    }

    @Test
    void readingIsBounded() throws IOException {
        assertThat(files.read("/etc/plain", LIMIT)).isEqualTo(OLD);
        assertThat(files.read("/etc/plain", OLD.length)).isEqualTo(OLD);
        assertFails(Reason.TOO_LARGE, () -> files.read("/etc/plain", OLD.length - 1));
        assertFails(Reason.ABSENT, () -> files.read("/etc/nothing", LIMIT))
                .hasMessage("cannot read /etc/nothing: it does not exist");
        assertFails(Reason.KIND, () -> files.read("/etc/deep", LIMIT));
        byte[] large = new byte[300_000];
        large[299_999] = 1;
        files.write("/etc/large", large, Access.mine(0600));
        assertThat(files.read("/etc/large", LIMIT)).isEqualTo(large);
        try (HostFiles proc = HostFiles.open(Path.of("/proc"))) {
            // a file that says its size is 0
            assertThat(new String(proc.read("/self/status", LIMIT), UTF_8)).contains("Pid:");
        }
    }

    @Test
    void aFifoIsNotWaitedFor() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", tree.resolve("etc/fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertFails(Reason.KIND, () -> files.read("/etc/fifo", LIMIT)).hasMessageContaining("it is a FIFO");
        assertFails(Reason.KIND, () -> files.write("/etc/fifo", NEW, Access.mine(0600)));
        files.setAccess("/etc/fifo", Access.mine(0622));
        assertThat(mode("etc/fifo")).isEqualTo(0622);
    }

    @Test
    void creatingReplacesNothing() throws IOException {
        files.create("/etc/made", NEW, Access.mine(0600));
        assertThat(tree.resolve("etc/made")).hasBinaryContent(NEW);
        assertFails(Reason.EXISTS, () -> files.create("/etc/made", OLD, Access.mine(0600)));
        assertFails(Reason.EXISTS, () -> files.createDirectory("/etc/made", Access.mine(0700)));
        assertThat(tree.resolve("etc/made")).hasBinaryContent(NEW);
        assertThat(names("etc")).containsExactlyInAnyOrder("deep", "plain", "made");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertFails(Reason.ABSENT, () -> files.write("/etc/no/such/file", NEW, Access.mine(0600)))
                .hasMessage("cannot write /etc/no/such/file: there is no directory /etc/no");
        assertFails(Reason.KIND, () -> files.write("/etc/plain/file", NEW, Access.mine(0600)))
                .hasMessage("cannot write /etc/plain/file: /etc/plain is not a directory");
        assertFails(Reason.UNSAFE, () -> files.write("etc/plain", NEW, Access.mine(0600)));
    }

    @Test
    void directoriesAppearWithTheirMode() throws IOException {
        files.createDirectory("/etc/made", Access.mine(0777));
        assertThat(mode("etc/made")).isEqualTo(0777);
        files.write("/etc/made/file", NEW, Access.mine(0600));
        assertFails(Reason.KIND, () -> files.delete("/etc/made")).hasMessageContaining("not empty");
        files.delete("/etc/made/file");
        files.delete("/etc/made");
        assertThat(names("etc")).containsExactlyInAnyOrder("deep", "plain");
        files.delete("/etc/made");
    }

    @Test
    void renamingReplacesNothing() throws IOException {
        files.rename("/etc/plain", "/etc/deep/moved");
        assertThat(tree.resolve("etc/deep/moved")).hasBinaryContent(OLD);
        assertThat(tree.resolve("etc/plain")).doesNotExist();
        Files.write(tree.resolve("etc/plain"), NEW);
        assertFails(Reason.EXISTS, () -> files.rename("/etc/plain", "/etc/deep/moved"));
        assertFails(Reason.ABSENT, () -> files.rename("/etc/none", "/etc/deep/other"));
        assertThat(tree.resolve("etc/deep/moved")).hasBinaryContent(OLD);
    }

    @Test
    void linksAreMadeAndReplacedWhole() throws IOException {
        files.link("/etc/link", "deep/target", Optional.empty());
        assertThat(files.target("/etc/link")).isEqualTo("deep/target");
        files.link("/etc/link", "/elsewhere", files.stat("/etc/link"));
        assertThat(files.target("/etc/link")).isEqualTo("/elsewhere");
        assertFails(Reason.KIND, () -> files.link("/etc/plain", "x", files.stat("/etc/plain")));
        assertFails(Reason.KIND, () -> files.target("/etc/plain"));
        files.delete("/etc/link");
        assertThat(names("etc")).containsExactlyInAnyOrder("deep", "plain");
    }

    @Test
    void linksInDirectoriesStayInsideTheRoot() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.createDirectories(tree.resolve(temp.toString().substring(1)).resolve("outside"));
        Files.createSymbolicLink(tree.resolve("absolute"), Path.of("/etc/deep"));
        Files.createSymbolicLink(tree.resolve("etc/up"), Path.of("../../../../etc/deep"));
        Files.createSymbolicLink(tree.resolve("out"), outside);
        files.write("/absolute/a", NEW, Access.mine(0600));
        files.write("/etc/up/b", NEW, Access.mine(0600));
        files.write("/out/c", NEW, Access.mine(0600));
        assertThat(names("etc/deep")).containsExactlyInAnyOrder("a", "b");
        assertThat(outside).isEmptyDirectory();
        assertThat(files.real("/absolute/../deep/./a")).isEqualTo("/etc/deep/a");
        assertThat(files.real("/../../etc/up")).isEqualTo("/etc/deep");
        assertThat(files.real("/")).isEqualTo("/");
    }

    @Test
    void aLinkInTheLastPlaceIsNotFollowed() throws IOException {
        Files.createSymbolicLink(tree.resolve("etc/link"), Path.of("plain"));
        assertFails(Reason.KIND, () -> files.write("/etc/link", NEW, Access.mine(0600)))
                .hasMessage("cannot write /etc/link: it is a symbolic link");
        assertFails(Reason.KIND, () -> files.setAccess("/etc/link", Access.mine(0600)));
        assertFails(Reason.KIND, () -> files.read("/etc/link", LIMIT));
        assertThat(files.stat("/etc/link").orElseThrow().type()).isEqualTo(Stat.Type.LINK);
        files.write(files.real("/etc/link"), NEW, Access.mine(0600));
        assertThat(tree.resolve("etc/plain")).hasBinaryContent(NEW);
    }

    @Test
    void aCircleEnds() throws IOException {
        Files.createSymbolicLink(tree.resolve("etc/a"), Path.of("b"));
        Files.createSymbolicLink(tree.resolve("etc/b"), Path.of("/etc/a"));
        assertFails(Reason.UNSAFE, () -> files.read("/etc/a/x", LIMIT)).hasMessageContaining("circle");
    }

    @Test
    void aLinkOfSomebodyElseIsNotFollowed() throws IOException {
        assumeTrue(Libc.user() == 0, "skipped: only root gives links away");
        Files.createSymbolicLink(tree.resolve("etc/theirs"), Path.of("deep"));
        Files.setAttribute(tree.resolve("etc/theirs"), "unix:uid", 1234, LinkOption.NOFOLLOW_LINKS);
        assertFails(Reason.UNSAFE, () -> files.write("/etc/theirs/x", NEW, Access.mine(0600)))
                .hasMessage("cannot write /etc/theirs/x: the symbolic link /etc/theirs belongs to user 1234");
        assertThat(tree.resolve("etc/deep")).isEmptyDirectory();
    }

    @Test
    void theModeOfAFileWithOtherNamesIsChangedOnlyWhereNobodyElseMakesNames() throws IOException {
        Files.createLink(tree.resolve("etc/other"), tree.resolve("etc/plain"));
        files.setAccess("/etc/other", Access.mine(0600));
        files.setAccess("/etc", Access.mine(01777));
        assertFails(Reason.UNSAFE, () -> files.setAccess("/etc/other", Access.mine(0644)))
                .hasMessageContaining("2 names");
        assertThat(mode("etc/plain")).isEqualTo(0600);
    }

    @Test
    void somebodyElsesChangeIsNotOverwritten() throws IOException {
        Optional<Stat> seen = files.stat("/etc/plain");
        Files.writeString(tree.resolve("etc/plain"), "theirs");
        assertFails(Reason.CHANGED, () -> files.write("/etc/plain", NEW, Access.mine(0600), seen));
        assertFails(Reason.CHANGED, () -> files.write("/etc/plain", NEW, Access.mine(0600), Optional.empty()));
        assertFails(Reason.CHANGED, () -> files.delete("/etc/plain", seen));
        assertFails(Reason.CHANGED, () -> files.write("/etc/none", NEW, Access.mine(0600), seen));
        assertThat(tree.resolve("etc/plain")).hasContent("theirs");
        assertThat(names("etc")).containsExactlyInAnyOrder("deep", "plain");
    }

    @Test
    void whatAKilledRunLeftIsRemovedAndWhatIsBeingMadeIsNot() throws IOException {
        String stale = ".nodeward-0123456789abcdef.tmp";
        String made = ".nodeward-0123456789abcde0.tmp";
        Files.write(tree.resolve("etc").resolve(stale), NEW);
        Files.createDirectory(tree.resolve("etc/.nodeward-0123456789abcde1.tmp"));
        Files.write(tree.resolve("etc").resolve(made), NEW);
        Files.write(tree.resolve("etc/.nodeward-like.tmp"), NEW);
        Files.write(tree.resolve("etc/deep").resolve(stale), NEW);
        try (LockFile lock = files.lock("/etc/" + made).orElseThrow()) {
            lock.write(OLD);
            files.replace("/etc/plain", NEW);
            assertThat(names("etc")).containsExactlyInAnyOrder("deep", "plain", made, ".nodeward-like.tmp");
            assertThat(files.removeStale("/etc")).isZero();
        }
        assertThat(files.removeStale("/etc")).isEqualTo(1);
        assertThat(names("etc/deep")).containsExactly(stale);
    }

    @Test
    void appendedBytesStayAndTheFileIsOurs() throws IOException {
        try (AppendFile file = files.append("/etc/plain")) {
            file.reserve(1 << 16);
            file.append(NEW);
            assertThat(file.length()).isEqualTo(OLD.length + NEW.length);
            assertThat(Files.size(tree.resolve("etc/plain"))).isEqualTo(OLD.length + NEW.length);
            assertFails(Reason.BUSY, () -> files.append("/etc/plain"));
            file.cut(1);
        }
        assertThat(tree.resolve("etc/plain")).hasContent("o");
        files.append("/etc/plain").close();
    }

    @Test
    void theMachinesOwnRootIsRefusedInTests() throws IOException {
        String before = System.getProperty(HostFiles.REFUSE_HOST_ROOT);
        System.setProperty(HostFiles.REFUSE_HOST_ROOT, "true");
        try {
            assertFails(Reason.REFUSED, () -> HostFiles.open(Path.of("/")))
                    .hasMessage("cannot open the root /: it is this machine's own, which a test must not change");
            assertFails(Reason.REFUSED, () -> HostFiles.open(tree.resolve("../../../../../../../../../..")));
            Files.createSymbolicLink(tree.resolve("host"), Path.of("/"));
            assertFails(Reason.REFUSED, () -> HostFiles.open(tree.resolve("host")));
            HostFiles.open(tree).close();
            Files.delete(tree.resolve("host"));
        } finally {
            if (before == null) {
                System.clearProperty(HostFiles.REFUSE_HOST_ROOT);
            }
        }
    }

    @Test
    void theBuildRefusesIt() {
        assumeTrue(System.getProperty("surefire.real.class.path") != null, "skipped: not run by the build");
        assertThat(Boolean.getBoolean(HostFiles.REFUSE_HOST_ROOT)).isTrue();
    }

    @Test
    void aRootHasToBeADirectory() {
        assertFails(Reason.KIND, () -> HostFiles.open(tree.resolve("etc/plain")));
        assertFails(Reason.ABSENT, () -> HostFiles.open(tree.resolve("nothing")));
    }
}
