package io.nodeward.agent.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.agent.BuildInfo;
import io.nodeward.agent.command.Cli;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.transcript.Transcript.Put;
import io.nodeward.agent.transcript.Transcript.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every transcript holds: within this process, and of the distribution as users have it. */
class TranscriptTest {

    private static final Path TRANSCRIPTS = Path.of("src/test/transcripts");
    private static final Path PROGRAM = Path.of("target/dist/bin/nodeward").toAbsolutePath();

    @TempDir
    Path directory;

    static List<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void here(String name) throws IOException {
        play(name, words -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code = new Cli(new Console(out, err, false, false, _ -> null)).run(words.toArray(String[]::new));
            return new Came(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), code);
        });
    }

    @Tag("dist")
    @ParameterizedTest
    @MethodSource("transcripts")
    void distribution(String name) throws IOException {
        play(name, words -> {
            List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
            command.addAll(words);
            Path out = directory.resolve(".out");
            Path err = directory.resolve(".err");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            int code = process.onExit().join().exitValue();
            return new Came(Files.readString(out), Files.readString(err), code);
        });
    }

    /** What came of a command line. */
    private record Came(String out, String err, int code) {}

    @FunctionalInterface
    private interface Program {
        Came run(List<String> words) throws IOException;
    }

    private void play(String name, Program program) throws IOException {
        int commands = 0;
        for (Transcript.Step step : Transcript.read(TRANSCRIPTS.resolve(name)).steps()) {
            switch (step) {
                case Put(String file, List<String> lines) -> {
                    Path path = directory.resolve(file);
                    if (file.endsWith("/")) {
                        Files.createDirectories(path);
                        continue;
                    }
                    Files.createDirectories(path.getParent());
                    Files.write(
                            path,
                            lines.stream()
                                    .map(line -> line.replace("DIR", directory.toString()))
                                    .toList());
                    // whatever the umask: root believes no file that others can write
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
                    Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
                }
                case Run run -> {
                    commands++;
                    List<String> words = run.words().stream()
                            .map(word -> word.replace("DIR", directory.toString()))
                            .toList();
                    assertThat(words.getFirst()).isEqualTo("nodeward");
                    Came came = program.run(words.subList(1, words.size()));
                    String where = String.format(
                            Locale.ROOT,
                            "%s:%d%n%s%n-- standard output:%n%s-- standard error:%n%s-- exit code %d",
                            name,
                            run.line(),
                            String.join(" ", words),
                            came.out(),
                            came.err(),
                            came.code());
                    assertThat(Expectation.of(run.out()).met(general(came.out())))
                            .describedAs(where)
                            .isTrue();
                    assertThat(Expectation.of(run.err()).met(general(came.err())))
                            .describedAs(where)
                            .isTrue();
                    assertThat(run.code())
                            .describedAs("exit code expected at " + where)
                            .containsExactly(came.code());
                }
            }
        }
        assertThat(commands).isPositive();
    }

    private List<String> general(String text) {
        return text.replace(directory.toString(), "DIR")
                .replace(BuildInfo.VERSION, "VERSION")
                .replace(BuildInfo.VERSION.replace("-", "\\-"), "VERSION")
                .replaceAll("Java [0-9][-+.0-9A-Za-z]*", "Java JAVA")
                .lines()
                .toList();
    }
}
