package io.nodeward.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process as a file remembers it. Its start time and the boot tell it from a later process with the same number, so that
 * we never stop somebody else's.
 */
record RecordedProcess(long pid, String startTicks, String boot) {
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** None if it has ended. */
    static Optional<RecordedProcess> of(long pid) {
        return startTicks(pid).map(ticks -> new RecordedProcess(pid, ticks, thisBoot()));
    }

    static Optional<RecordedProcess> readFrom(Path file) {
        try {
            List<String> words = List.of(Files.readString(file).strip().split(" ", -1));
            return words.size() == 3
                    ? Optional.of(new RecordedProcess(Long.parseLong(words.get(0)), words.get(1), words.get(2)))
                    : Optional.empty();
        } catch (IOException | NumberFormatException absentOrHalfWritten) {
            return Optional.empty();
        }
    }

    void writeTo(Path file) {
        try {
            Files.writeString(file, pid + " " + startTicks + " " + boot + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRunning() {
        return boot.equals(thisBoot())
                && startTicks(pid).filter(startTicks::equals).isPresent();
    }

    /** Asks it to end, then makes it. */
    void stop() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(p -> isRunning());
        if (handle.isEmpty()) {
            return;
        }
        handle.get().destroy();
        if (!ended(GRACE)) {
            handle.get().destroyForcibly();
            if (!ended(GRACE)) {
                throw new TestbedException("process " + pid + " does not end");
            }
        }
    }

    /** Asks often: the JDK's own waiting is slow for what is not our child. */
    private boolean ended(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (isRunning() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return !isRunning();
    }

    /** Field 22 of /proc/PID/stat; the second field is a name in brackets that may hold anything. A zombie has ended. */
    private static Optional<String> startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return "Z".equals(fields[0]) ? Optional.empty() : Optional.of(fields[19]);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String thisBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
