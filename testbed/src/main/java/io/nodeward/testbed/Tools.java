package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The programs that {@code testbed/run tools} builds and installs. */
final class Tools {
    private static final Map<String, Path> DIRECTORIES = new ConcurrentHashMap<>();

    private Tools() {}

    static Path program(String tool, String program) {
        return directory(tool).resolve(program);
    }

    static Path directory(String tool) {
        return DIRECTORIES.computeIfAbsent(tool, Tools::obtain);
    }

    /** The folder that holds {@code run} and {@code node}: told by {@code run}, else found above the working directory. */
    static Path home() {
        String told = System.getProperty("nodeward.testbed");
        if (told != null) {
            return Path.of(told);
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path up = here; up != null; up = up.getParent()) {
            if (Files.isExecutable(up.resolve("testbed/run"))) {
                return up.resolve("testbed");
            }
        }
        throw new TestbedException("found no testbed/run in or above " + here + "; run from within the repository");
    }

    private static Path obtain(String tool) {
        List<String> command = List.of(home().resolve("run").toString(), "tools", tool);
        try {
            Process process = Command.builder(command).start();
            String lastLine;
            try (BufferedReader progress = process.errorReader(UTF_8)) {
                // somebody waits, perhaps for minutes
                lastLine = progress.lines().peek(System.err::println).reduce("", (before, line) -> line);
            }
            String line = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new TestbedException("'testbed/run tools " + tool + "' failed: " + lastLine);
            }
            return Path.of(line.strip().substring(tool.length() + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for " + tool, e);
        }
    }
}
