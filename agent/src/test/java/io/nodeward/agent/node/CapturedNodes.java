package io.nodeward.agent.node;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The program that builds the nodes of {@code src/test/captured}, one after the other. */
final class CapturedNodes implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final List<String> secrets;
    private final List<CapturedNode> nodes = new ArrayList<>();

    CapturedNodes() throws IOException {
        process = new ProcessBuilder("python3", "-B", "src/test/captured/build.py", "serve")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
        secrets = JSON.convertValue(JSON.readTree(line()).get("secrets"), new TypeReference<>() {});
        for (String line = line(); !line.isEmpty(); line = line()) {
            JsonNode node = JSON.readTree(line);
            nodes.add(new CapturedNode(
                    node.get("id").asText(),
                    node.get("why").asText(),
                    JSON.convertValue(node.get("expect"), new TypeReference<>() {})));
        }
    }

    /** Texts that must not turn up in any report. */
    List<String> secrets() {
        return secrets;
    }

    List<CapturedNode> nodes() {
        return nodes;
    }

    /** Builds a node below a directory, and removes it after the work. */
    void with(CapturedNode node, Path directory, Consumer<Path> work) {
        try {
            say(node.id() + " " + directory);
            try {
                work.accept(Path.of(line()));
            } finally {
                say("");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(String line) throws IOException {
        questions.write(line + "\n");
        questions.flush();
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("src/test/captured/build.py ended early: it needs root, python3 and openssl");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.onExit().join();
    }
}
