package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that ends while it writes its report leaves the old one and nothing else. */
@Tag("live")
class InterruptedTest {

    private static final String PROGRAM =
            Path.of("target/dist/bin/nodeward").toAbsolutePath().toString();

    @TempDir
    Path directory;

    @Test
    void aSignalLeavesTheOldReport() throws Exception {
        Path reports = Files.createDirectory(directory.resolve("reports"));
        Path report = Files.writeString(reports.resolve("report.json"), "old");
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("etc"));
        // a disk that takes its time
        Process strace;
        try {
            strace = new ProcessBuilder(
                            "strace",
                            "-f",
                            "-qq",
                            "-o",
                            "/dev/null",
                            "-e",
                            "trace=fsync",
                            "-e",
                            "inject=fsync:delay_enter=20000000",
                            PROGRAM,
                            "audit",
                            "--root",
                            root.toString(),
                            "--format",
                            "json",
                            "--output",
                            report.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("said").toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "strace is not installed: apt install strace");
            return;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (names(reports).size() == 1 && strace.isAlive() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assumeTrue(strace.isAlive(), "strace may not trace here: " + Files.readString(directory.resolve("said")));
        assertThat(names(reports)).hasSize(2);
        strace.descendants().forEach(ProcessHandle::destroy);
        assertThat(strace.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(names(reports)).containsExactly("report.json");
        assertThat(report).hasContent("old");
    }

    @Test
    void aDiskThatIsFullLeavesTheOldReport() throws Exception {
        Path reports = Files.createDirectory(directory.resolve("reports"));
        Path report = Files.writeString(reports.resolve("report.json"), "old");
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("etc"));
        Path said = directory.resolve("said");
        // the kernel refuses to make a file larger than 8 blocks, as it would on a full disk
        int code = new ProcessBuilder(
                        "sh",
                        "-c",
                        "trap '' XFSZ; ulimit -f 8; exec \"$0\" audit --root \"$1\" --format json --output \"$2\" >/dev/null",
                        PROGRAM,
                        root.toString(),
                        report.toString())
                .redirectError(said.toFile())
                .start()
                .waitFor();
        assertThat(Files.readString(said)).startsWith("nodeward: cannot write " + report + ": File too large");
        assertThat(code).isEqualTo(3);
        assertThat(names(reports)).containsExactly("report.json");
        assertThat(report).hasContent("old");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
