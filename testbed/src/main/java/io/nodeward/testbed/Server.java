package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One server process that we started, with its log. */
final class Server {
    /** When a server ends if nobody stops it. */
    enum Lifetime {
        /** With this JVM, however that ends. */
        OF_THE_JVM,
        /** Never: it is found again by its pid file. */
        OF_ITS_OWN
    }

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int TAIL = 25;

    /**
     * The kernel kills a child when the thread that started it ends, not the process: so this one thread starts all, and
     * lives as long as the JVM.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("testbed-starter").factory());

    private final String name;
    private final List<String> command;
    private final Path log;
    private final Lifetime lifetime;
    private final Duration limit;
    private final Supplier<Optional<String>> lacking;
    private Process process;

    /**
     * Starts the command and returns when nothing is lacking any more. If that never comes it is stopped, and the exception
     * says what lacked and has the log's tail.
     */
    Server(Testbed.Place place, List<String> command, Duration limit, Supplier<Optional<String>> lacking) {
        this.name = place.name();
        this.command = List.copyOf(command);
        this.log = place.log();
        this.lifetime = place.lifetime();
        this.limit = limit;
        this.lacking = lacking;
        this.process = start();
        awaitReady();
    }

    Path log() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    void restart() {
        stop();
        process = start();
        awaitReady();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Waits until it ends by itself. */
    void awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("did not end within " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for the end of " + name, e);
        }
    }

    /** Ends it without a chance to do anything more. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process start() {
        ProcessBuilder builder = Command.builder(command)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        if (lifetime == Lifetime.OF_THE_JVM) {
            return startWithThisJvm(builder);
        }
        Process started = start(builder, List.of("setsid"));
        RecordedProcess.of(started.pid()).ifPresent(it -> it.writeTo(pidFile(log)));
        return started;
    }

    /** Starts a process that ends with this JVM at the latest. */
    static Process startWithThisJvm(ProcessBuilder builder) {
        return start(builder, diesWithThisJvm());
    }

    private static Process start(ProcessBuilder builder, List<String> prefix) {
        String name = builder.command().getFirst();
        List<String> line = new ArrayList<>(prefix);
        line.addAll(builder.command());
        try {
            return STARTER.submit(builder.command(line)::start).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while starting " + name, e);
        } catch (ExecutionException e) {
            throw new TestbedException("could not start " + name + ": " + e.getCause(), e);
        }
    }

    static Path pidFile(Path log) {
        return log.resolveSibling(log.getFileName().toString().replace(".log", ".pid"));
    }

    /** The shell looks whether the JVM died before the kernel was told what to do then. */
    private static List<String> diesWithThisJvm() {
        String orphaned = "[ \"$PPID\" = \"$0\" ] || exit 1; exec \"$@\"";
        return List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "sh",
                "-c",
                orphaned,
                Long.toString(ProcessHandle.current().pid()));
    }

    private void awaitReady() {
        try {
            pollUntilReady();
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for " + name, e);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void pollUntilReady() throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (var lack = lacking.get(); lack.isPresent(); lack = lacking.get()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw failed("ended with exit code " + process.exitValue() + " instead of becoming ready");
            }
            if (System.nanoTime() > end) {
                throw failed("was not ready after " + limit.toSeconds() + " s (" + lack.get() + ")");
            }
        }
    }

    /** Says how it failed, with the end of its log. */
    TestbedException failed(String how) {
        return new TestbedException(name + " " + how + "; the end of " + log + ":\n" + tail());
    }

    private String tail() {
        try {
            // not readAllLines: a log may hold any bytes
            List<String> lines =
                    new String(Files.readAllBytes(log), UTF_8).lines().toList();
            return "  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
