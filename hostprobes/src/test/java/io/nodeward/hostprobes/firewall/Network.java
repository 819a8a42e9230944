package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.cloud.Namespaced;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A network namespace of a thread's own; what is given to it is done there, programs that it starts included. */
final class Network implements AutoCloseable {

    private static final long PATIENCE = 60;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread one = new Thread(work, "network");
        one.setDaemon(true);
        return one;
    });
    private final boolean there;

    Network() throws Exception {
        this.there = in(() -> Namespaced.enter("127.0.0.9"));
    }

    /** Whether it could be made, which needs root. */
    boolean there() {
        return there;
    }

    int thread() throws Exception {
        return in(Namespaced::thread);
    }

    <T> T in(Callable<T> work) throws Exception {
        Future<T> done = thread.submit(work);
        return done.get(PATIENCE, TimeUnit.SECONDS);
    }

    /** Runs a program and returns what it printed; fails with that where the program does. */
    String run(String input, String... command) throws Exception {
        return in(() -> program(input, command));
    }

    static boolean has(String program) {
        for (String directory : List.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/")) {
            if (Files.isExecutable(Path.of(directory + program))) {
                return true;
            }
        }
        return false;
    }

    private static String program(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output + "\n" + input);
        }
        return output;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
