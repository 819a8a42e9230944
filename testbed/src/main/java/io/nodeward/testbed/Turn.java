package io.nodeward.testbed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * The turn of this JVM to run virtual machines: two at once on a small machine are slower than one after the other, and run
 * into the limits of whoever waits for them. The kernel gives the turn on when a JVM dies.
 */
final class Turn {
    private static final Duration LIMIT = Duration.ofMinutes(45);
    private static int holders;
    private static Optional<FileLock> lock = Optional.empty();

    private Turn() {}

    /** Waits for the turn, unless this JVM has it already. Each call needs a {@link #release}. */
    static synchronized void take(Path cache) {
        if (holders == 0) {
            try {
                lock = Optional.of(await(FileChannel.open(
                        Files.createDirectories(cache).resolve(".vm.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)));
            } catch (IOException e) {
                throw new TestbedException("cannot wait for the turn to run a virtual machine: " + e, e);
            }
        }
        holders++;
    }

    static synchronized void release() {
        holders--;
        if (holders == 0) {
            try {
                lock.orElseThrow().acquiredBy().close();
                lock = Optional.empty();
            } catch (IOException e) {
                throw new TestbedException("cannot give on the turn to run a virtual machine: " + e, e);
            }
        }
    }

    private static FileLock await(FileChannel file) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        boolean said = false;
        while (System.nanoTime() < end) {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return lock;
            }
            if (!said) {
                System.err.println("testbed: another process runs a virtual machine, waiting for it");
                said = true;
            }
            pause();
        }
        throw new TestbedException("another process has run virtual machines for " + LIMIT.toMinutes() + " minutes");
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted while waiting for another virtual machine to end", e);
        }
    }
}
