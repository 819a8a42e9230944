package io.nodeward.testbed;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Command() {}

    /** Nothing to read, and none of the variables that point these programs at servers of the person who runs us. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeIf(name -> name.matches("(KUBE|ETCD|VAULT_|BAO_).*"));
        return builder;
    }

    static CommandResult run(Path program, String... arguments) {
        return run(Map.of(), program, List.of(arguments));
    }

    static CommandResult run(Map<String, String> environment, Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(program.toString());
        // the arguments may hold what a test calls a secret: name the first two only
        String what =
                program.getFileName() + " " + String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
        ProcessBuilder builder = builder(command);
        builder.environment().putAll(environment);
        return run(what, builder, LIMIT);
    }

    /** Runs what was built, whose output must not have been redirected. {@code what} it is called in messages. */
    static CommandResult run(String what, ProcessBuilder builder, Duration limit) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new TestbedException("cannot run " + builder.command().getFirst() + ": " + e.getMessage(), e);
        }
        try {
            CompletableFuture<byte[]> output = readInBackground(process.getInputStream());
            CompletableFuture<byte[]> errors = readInBackground(process.getErrorStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new TestbedException(what + " did not end within " + limit.toSeconds() + " s");
            }
            return new CommandResult(what, process.exitValue(), output.join(), errors.join());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new TestbedException(what + " was interrupted", e);
        }
    }

    /** Both streams at once, or a program that fills one pipe would wait for ever. */
    private static CompletableFuture<byte[]> readInBackground(InputStream stream) {
        CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try (stream) {
                bytes.complete(stream.readAllBytes());
            } catch (IOException e) {
                bytes.completeExceptionally(e);
            }
        });
        return bytes;
    }
}
