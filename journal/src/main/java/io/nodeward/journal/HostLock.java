package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.LockFile;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The right to change this host, which one process has at a time; the file {@code lock} in the state directory says who. The
 * kernel takes it back when the process ends, however that happens. Also exclusive within one process.
 */
public final class HostLock implements Closeable {

    private static final String FILE = "/lock";
    private static final int LIMIT = 4096;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final LockFile file;

    private HostLock(LockFile file) {
        this.file = file;
    }

    /** What became of an attempt. */
    public sealed interface Attempt {
        /** It is ours until it is closed. */
        record Acquired(HostLock lock) implements Attempt {}

        /** Somebody else has it. */
        record Busy(Holder holder) implements Attempt {}
    }

    /**
     * Takes the lock if it is free.
     *
     * @param command what it is for, as the others shall read it: "nodeward harden apply"; never a secret
     */
    public static Attempt tryAcquire(StateDirectory state, String command) throws JournalException, HostFileException {
        Optional<LockFile> taken = state.files().lock(FILE);
        if (taken.isEmpty()) {
            return new Attempt.Busy(holder(state));
        }
        LockFile file = taken.get();
        boolean kept = false;
        try {
            file.write(note(command));
            kept = true;
            return new Attempt.Acquired(new HostLock(file));
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /**
     * Waits for the lock.
     *
     * @param limit how long at most
     * @throws JournalException if it was not free in time; the message says who has it
     */
    public static HostLock acquire(StateDirectory state, String command, Duration limit)
            throws JournalException, HostFileException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            switch (tryAcquire(state, command)) {
                case Attempt.Acquired(HostLock lock) -> {
                    return lock;
                }
                case Attempt.Busy(Holder holder) -> {
                    if (System.nanoTime() - start >= limit.toNanos()) {
                        throw new JournalException(
                                "this host is being changed by " + holder, "wait until that has ended, then try again");
                    }
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private static byte[] note(String command) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("pid", Long.toString(ProcessHandle.current().pid()));
        fields.put("command", command);
        fields.put("since", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return (JsonLines.write(fields) + "\n").getBytes(UTF_8);
    }

    /** The note is written just after the lock was taken, so that it may not be there yet. */
    private static Holder holder(StateDirectory state) {
        try {
            Map<String, String> fields = JsonLines.flat(new String(state.files().read(FILE, LIMIT), UTF_8).strip());
            return new Holder(
                    Long.parseLong(fields.getOrDefault("pid", "0")),
                    fields.getOrDefault("command", ""),
                    fields.getOrDefault("since", ""));
        } catch (IOException | NumberFormatException e) {
            return Holder.UNKNOWN;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
