package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel sees of an audit: no program is run, no file is written, and an offline root asks no socket. */
@Tag("live")
class LooksOnlyTest {

    private static final Path PROGRAM = Path.of("target/dist/bin/nodeward").toAbsolutePath();

    @TempDir
    Path directory;

    @BeforeEach
    void straceIsThere() throws IOException {
        boolean there;
        try {
            there = new ProcessBuilder("strace", "-o", "/dev/null", "true")
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "strace is not installed or may not trace here: apt install strace");
    }

    @Test
    void anAuditOfThisHostRunsNoProgramAndWritesNoFile() throws IOException {
        check(trace("audit", "--offline", "--format", "json"));
    }

    /** A library reads most of it, whose other parts run getconf, uname and lsblk. */
    @Test
    void theInventoryRunsNoProgramAndWritesNoFile() throws IOException {
        check(trace("facts", "inventory"));
    }

    @Test
    void anAuditOfATreeOpensNoSocketEither() throws IOException {
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("etc"));
        List<String> calls = trace("audit", "--root", root.toString());
        check(calls);
        // every Java runtime asks for its user's name, for which the C library tries the name service cache, and which
        // protocols the kernel has, when it loads what reads files
        assertThat(calls)
                .filteredOn(call -> call.contains(" socket(") || call.contains(" connect("))
                .allMatch(call -> call.contains("/nscd/socket")
                        || call.contains(" socket(AF_UNIX")
                        || call.contains(", SOCK_STREAM, IPPROTO_IP)"));
    }

    private static void check(List<String> calls) {
        List<String> executed = calls.stream()
                .filter(call -> call.contains(" execve(") || call.contains(" execveat("))
                .toList();
        assertThat(executed).hasSize(2);
        assertThat(executed.get(0)).contains("execve(\"" + PROGRAM + "\"");
        assertThat(executed.get(1)).contains("/runtime/bin/java\"");
        assertThat(calls)
                .filteredOn(call -> call.contains("O_WRONLY") || call.contains("O_RDWR") || call.contains("O_CREAT"))
                // the launcher silences the shell, and every Java runtime says what a core dump of itself would hold
                .filteredOn(call -> !call.contains("\"/dev/null\"") && !call.contains("\"/proc/self/coredump_filter\""))
                .isEmpty();
    }

    private List<String> trace(String... arguments) throws IOException {
        Path log = directory.resolve("trace");
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-qq",
                "-e",
                "trace=execve,execveat,open,openat,openat2,creat,socket,connect,unlink,rename,mkdir",
                "-o",
                log.toString(),
                PROGRAM.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.onExit().join().exitValue()).isIn(0, 1);
        return Files.readAllLines(log);
    }
}
