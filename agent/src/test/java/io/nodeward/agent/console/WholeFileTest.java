package io.nodeward.agent.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --output} is written whole or not at all. */
class WholeFileTest {

    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void aNewFileIsItsOwnersOnly() throws IOException {
        Path file = directory.resolve("report.json");
        write(file);
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("report.json");
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
        Path file = Files.writeString(directory.resolve("report.json"), "old and longer");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        write(file);
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("target"));
        write(link);
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
    }

    @Test
    void aLinkToNothingMakesTheFileThatItNames() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("target"));
        write(link);
        assertThat(link).isSymbolicLink();
        assertThat(directory.resolve("target")).hasContent("new");
    }

    @Test
    void whatIsNoFileIsRefusedAndNothingIsLeft() throws Exception {
        Path inside = Files.createDirectory(directory.resolve("reports"));
        Files.writeString(inside.resolve("old"), "old");
        Path queue = directory.resolve("queue");
        assertThat(new ProcessBuilder("mkfifo", queue.toString()).start().waitFor())
                .isZero();
        Path circle = Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
        refused(inside, "it is a directory");
        refused(inside + "/", "it is a directory");
        refused(inside + "/new/", "it is a directory");
        refused(inside + "/.", "it is a directory");
        refused("/", "it is a directory");
        refused(directory.resolve("no/such/report.json"), "there is no directory " + directory.resolve("no"));
        refused(inside.resolve("old/report.json"), inside.resolve("old") + " is not a directory");
        refused(queue, "it is not a regular file");
        refused("/dev/null", "it is not a regular file");
        refused(circle, "too many symbolic links");
        assertThat(names()).containsExactly("circle", "queue", "reports");
        assertThat(inside.resolve("old")).hasContent("old");
        assertThatThrownBy(() -> WholeFile.write("", NEW)).hasMessage("--output names no file");
    }

    @Test
    void aPathMayGoUpAndThroughLinks() throws IOException {
        Path deep = Files.createDirectories(directory.resolve("a/b"));
        Files.createSymbolicLink(directory.resolve("link"), deep);
        WholeFile.write(directory + "/./link/../report.json", NEW);
        assertThat(directory.resolve("a/report.json")).hasContent("new");
    }

    /** As in /tmp: whoever plants a link there would have root write where it leads. */
    @Test
    void aLinkThatSomebodyElsePlantedIsNotFollowed() throws IOException {
        assumeTrue(root(), "needs root");
        Path shared = shared();
        Path precious = Files.writeString(directory.resolve("precious"), "old");
        Path link = Files.createSymbolicLink(shared.resolve("report.json"), precious);
        write(link);
        assertThat(precious).hasContent("new");
        give(link);
        refused(link, link + " is a symbolic link that user 65534 put into a directory that others can write");
        Path house = Files.createDirectory(directory.resolve("house"));
        Path door = Files.createSymbolicLink(shared.resolve("door"), house);
        write(door.resolve("report.json"));
        give(door);
        refused(
                door.resolve("report.json"),
                door + " is a symbolic link that user 65534 put into a directory that others can write");
        // in a directory of somebody else every link may be theirs, whoever owns it
        Path theirs = Files.createDirectory(shared.resolve("theirs"));
        Path inside = Files.createSymbolicLink(theirs.resolve("report.json"), precious);
        give(theirs);
        give(inside);
        refused(inside, inside + " is a symbolic link that user 65534 put into a directory that others can write");
        write(theirs.resolve("plain.json"));
        assertThat(theirs.resolve("plain.json")).hasContent("new");
        assertThat(names(theirs)).containsExactly("plain.json", "report.json");
    }

    @Test
    void aFileThatSomebodyElsePlantedDoesNotDecideWhoReadsTheReport() throws IOException {
        assumeTrue(root(), "needs root");
        Path file = Files.writeString(shared().resolve("report.json"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        give(file);
        write(file);
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
    }

    private Path shared() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 01777);
        return shared;
    }

    private static void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void write(Path file) {
        WholeFile.write(file.toString(), NEW);
    }

    private static void refused(Object file, String why) {
        assertThatThrownBy(() -> WholeFile.write(file.toString(), NEW))
                .isInstanceOf(Failure.class)
                .hasMessage("cannot write " + file + ": " + why);
    }

    private List<String> names() throws IOException {
        return names(directory);
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
