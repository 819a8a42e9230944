package io.nodeward.secrets.kube;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of one answer: ends where the answer ends, not where the connection does. For one thread. */
final class HttpBody extends InputStream {
    /** More than this is not worth reading to use the connection again. */
    private static final long SKIPPED = 256 << 10;

    private enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSED
    }

    private final InputStream in;
    private final Framing framing;
    /** Of the body, or of the chunk. */
    private long left;

    private boolean ended;
    private boolean first = true;

    private HttpBody(InputStream in, Framing framing, long left) {
        this.in = in;
        this.framing = framing;
        this.left = left;
        this.ended = framing == Framing.LENGTH && left == 0;
    }

    static HttpBody ofLength(InputStream in, long length) {
        return new HttpBody(in, Framing.LENGTH, length);
    }

    static HttpBody chunked(InputStream in) {
        return new HttpBody(in, Framing.CHUNKED, 0);
    }

    static HttpBody rest(InputStream in) {
        return new HttpBody(in, Framing.UNTIL_CLOSED, Long.MAX_VALUE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (framing == Framing.CHUNKED && left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            ended = true;
            if (framing == Framing.UNTIL_CLOSED) {
                return -1;
            }
            throw new EOFException();
        }
        left -= read;
        ended = framing == Framing.LENGTH && left == 0;
        return read;
    }

    /** Returns whether the end was reached and another answer may follow. */
    boolean skipRest() throws IOException {
        if (framing == Framing.UNTIL_CLOSED) {
            return false;
        }
        byte[] dropped = new byte[4 << 10];
        for (long skipped = 0; skipped < SKIPPED && !ended; ) {
            skipped += Math.max(0, read(dropped, 0, dropped.length));
        }
        return ended;
    }

    private void nextChunk() throws IOException {
        if (!first && !HttpConnection.line(in).isEmpty()) {
            throw new MalformedAnswerException();
        }
        first = false;
        String line = HttpConnection.line(in);
        int extension = line.indexOf(';');
        try {
            left = Long.parseUnsignedLong((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new MalformedAnswerException();
        }
        if (left < 0) {
            throw new MalformedAnswerException();
        }
        if (left == 0) {
            ended = true;
            for (String trailer = HttpConnection.line(in); !trailer.isEmpty(); trailer = HttpConnection.line(in)) {}
        }
    }
}
