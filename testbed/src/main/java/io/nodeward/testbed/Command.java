package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** How a program ended. */
    static final class Result {
        private final String what;
        private final int exitCode;
        private final byte[] output;
        private final String errors;

        private Result(String what, int exitCode, byte[] output, byte[] errors) {
            this.what = what;
            this.exitCode = exitCode;
            this.output = output;
            this.errors = new String(errors, UTF_8);
        }

        int exitCode() {
            return exitCode;
        }

        boolean ok() {
            return exitCode == 0;
        }

        Optional<String> problem() {
            return ok()
                    ? Optional.empty()
                    : Optional.of(what + " failed with exit code " + exitCode + ": "
                            + (errors.isBlank() ? text() : errors).strip());
        }

        byte[] bytesOrThrow() {
            problem().ifPresent(problem -> {
                throw new TestbedException(problem);
            });
            return output;
        }

        String orThrow() {
            return new String(bytesOrThrow(), UTF_8);
        }

        String errors() {
            return errors;
        }

        String text() {
            return new String(output, UTF_8);
        }
    }

    private Command() {}

    /** Nothing to read, and none of the variables that point these programs at servers of the person who runs us. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeIf(name -> name.matches("(KUBE|ETCD|VAULT_|BAO_).*"));
        return builder;
    }

    static Result run(Path program, String... arguments) {
        return run(Map.of(), program, List.of(arguments));
    }

    static Result run(Map<String, String> environment, Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(program.toString());
        // the arguments may hold what a test calls a secret: name the first two only
        String what =
                program.getFileName() + " " + String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
        ProcessBuilder builder = builder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            CompletableFuture<byte[]> output = readInBackground(process.getInputStream());
            CompletableFuture<byte[]> errors = readInBackground(process.getErrorStream());
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new TestbedException(what + " did not end within " + LIMIT.toSeconds() + " s");
            }
            return new Result(what, process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new TestbedException("cannot run " + program + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
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
