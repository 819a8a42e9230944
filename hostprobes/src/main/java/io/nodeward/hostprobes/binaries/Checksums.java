package io.nodeward.hostprobes.binaries;

import io.nodeward.hostprobes.Beside;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of large files, computed by two threads for a bounded time. The Java runtime of the distribution does some 290
 * MB of MD5 and 100 MB of SHA-256 in a second and thread.
 */
final class Checksums {

    private static final int CHUNK = 256 << 10;
    private static final long LARGEST = 1L << 30;

    private final HostRoot root;
    private final List<Job> jobs;
    private final Map<Job, Read<String>> done = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final long seconds;
    private final long end;

    /**
     * A file and how to hash it.
     *
     * @param algorithm the Java runtime's name: MD5, SHA-1, SHA-256, SHA-512
     */
    record Job(String path, String algorithm) {}

    private Checksums(HostRoot root, List<Job> jobs, long seconds) {
        this.root = root;
        this.jobs = jobs;
        this.seconds = seconds;
        this.end = System.nanoTime() + seconds * 1_000_000_000;
    }

    /** Computes them in this thread and one more; what is not done when the seconds are over stays undone. */
    static Checksums of(HostRoot root, List<Job> jobs, long seconds) {
        Checksums all = new Checksums(root, jobs, seconds);
        Beside<Boolean> other = jobs.size() > 1 ? Beside.begin("checksums", all::work) : null;
        all.work();
        if (other != null) {
            other.end();
        }
        return all;
    }

    /** In lower-case hexadecimal; Failed where it could not be computed, or not in time. */
    Read<String> of(Job job) {
        Read<String> known = done.get(job);
        return known == null ? late(job) : known;
    }

    private Read<String> late(Job job) {
        return new Read.Failed<>(job.path(), "was not hashed within " + seconds + " seconds");
    }

    private boolean work() {
        ByteBuffer transfer = ByteBuffer.allocateDirect(CHUNK);
        byte[] bytes = new byte[CHUNK];
        while (true) {
            int mine = next.getAndIncrement();
            if (mine >= jobs.size() || late()) {
                return true;
            }
            Job job = jobs.get(mine);
            done.put(job, root.parts(job.path(), file -> hash(file, job, transfer, bytes)));
        }
    }

    private boolean late() {
        return end - System.nanoTime() <= 0;
    }

    private Read<String> hash(SeekableByteChannel file, Job job, ByteBuffer transfer, byte[] bytes) throws IOException {
        MessageDigest digest = digest(job.algorithm());
        if (digest == null) {
            return new Read.Failed<>(job.path(), "cannot be hashed: this Java runtime has no " + job.algorithm());
        }
        if (file.size() > LARGEST) {
            return tooLarge(job);
        }
        long total = 0;
        while (true) {
            transfer.clear();
            int read = file.read(transfer);
            if (read < 0) {
                return new Read.Found<>(HexFormat.of().formatHex(digest.digest()));
            }
            total += read;
            if (total > LARGEST) {
                // it grows
                return tooLarge(job);
            }
            if (late()) {
                return late(job);
            }
            transfer.flip().get(bytes, 0, read);
            digest.update(bytes, 0, read);
        }
    }

    private static Read<String> tooLarge(Job job) {
        return new Read.Failed<>(job.path(), "is larger than 1 GiB");
    }

    private static @Nullable MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }
}
