package io.nodeward.hostprobes.kubernetes.live;

import java.net.SocketTimeoutException;

/** When a question has to be over, all attempts together. */
final class Deadline {

    static final int SECONDS = 3;

    private final long end;

    Deadline() {
        this.end = System.nanoTime() + SECONDS * 1_000_000_000L;
    }

    /** Milliseconds that are left; 0 or less when it has passed. */
    long left() {
        return (end - System.nanoTime()) / 1_000_000;
    }

    /** The same for a socket, to which 0 would mean forever. */
    int leftForSocket() throws SocketTimeoutException {
        long left = left();
        if (left <= 0) {
            throw new SocketTimeoutException("too late");
        }
        return (int) left;
    }
}
