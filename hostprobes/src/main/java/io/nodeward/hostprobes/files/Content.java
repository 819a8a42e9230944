package io.nodeward.hostprobes.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole file without leaving copies of it behind: the Java runtime would keep one in a buffer of its own for
 * every thread, and streams leave one for each time that they grow.
 */
final class Content {

    private static final int CHUNK = 32 << 10;
    private static final byte[] ZEROS = new byte[CHUNK];

    /** One buffer serves nearly all reads; a second thread makes its own. */
    private static @Nullable ByteBuffer spare;

    private Content() {}

    /**
     * Returns everything up to the end, or nothing if that is more than {@code limit} bytes.
     *
     * @param size what the file system says; files of /proc say that they are empty
     */
    static Optional<byte[]> read(ReadableByteChannel channel, long size, int limit) throws IOException {
        ByteBuffer transfer = take();
        byte[] content = new byte[(int) Math.min(Math.max(size, 0), limit)];
        int length = 0;
        int touched = 0;
        try {
            while (true) {
                transfer.clear();
                int read = channel.read(transfer);
                if (read < 0) {
                    break;
                }
                touched = Math.max(touched, read);
                if (read > limit - length) {
                    Arrays.fill(content, 0, length, (byte) 0);
                    return Optional.empty();
                }
                if (read > content.length - length) {
                    content = resized(
                            content, length, (int) Math.min(limit, Math.max(2L * content.length, length + read)));
                }
                transfer.flip().get(content, length, read);
                length += read;
            }
            return Optional.of(length == content.length ? content : resized(content, length, length));
        } finally {
            transfer.clear();
            transfer.put(0, ZEROS, 0, touched);
            give(transfer);
        }
    }

    private static synchronized ByteBuffer take() {
        ByteBuffer taken = spare;
        spare = null;
        return taken == null ? ByteBuffer.allocateDirect(CHUNK) : taken;
    }

    private static synchronized void give(ByteBuffer buffer) {
        spare = buffer;
    }

    private static byte[] resized(byte[] content, int length, int size) {
        byte[] copy = new byte[size];
        System.arraycopy(content, 0, copy, 0, length);
        Arrays.fill(content, 0, length, (byte) 0);
        return copy;
    }
}
