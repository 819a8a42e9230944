package io.nodeward.journal.files;

import io.nodeward.journal.files.HostFileException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The content of an open file, of which no copy stays behind in a buffer. */
final class Reading {

    private static final int PART = 64 << 10;

    private Reading() {}

    static byte[] all(Descriptor file, Stat stat, int limit, String path) throws Errno, HostFileException {
        if (stat.size() > limit) {
            throw tooLarge(path, limit);
        }
        byte[] content = new byte[(int) Math.min(stat.size() + 1, limit + 1L)];
        int length = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment part = arena.allocate(PART);
            try {
                int read;
                while ((read = Libc.read(file.number(), part, PART)) > 0) {
                    if (read > limit - length) {
                        Arrays.fill(content, (byte) 0);
                        throw tooLarge(path, limit);
                    }
                    if (length + read > content.length) {
                        content = moved(content, Math.max(length + read, Math.min(2 * content.length, limit)));
                    }
                    MemorySegment.copy(part, ValueLayout.JAVA_BYTE, 0, content, length, read);
                    length += read;
                }
            } finally {
                part.fill((byte) 0);
            }
        }
        return length == content.length ? content : moved(content, length);
    }

    private static byte[] moved(byte[] content, int length) {
        byte[] copy = Arrays.copyOf(content, length);
        Arrays.fill(content, (byte) 0);
        return copy;
    }

    private static HostFileException tooLarge(String path, int limit) {
        return Problem.make(
                Reason.TOO_LARGE,
                "read",
                path,
                "it is larger than " + (limit >= 1 << 20 ? (limit >> 20) + " MiB" : limit + " bytes"),
                "look at what made it grow");
    }
}
