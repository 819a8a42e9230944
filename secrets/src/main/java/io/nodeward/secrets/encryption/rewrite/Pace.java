package io.nodeward.secrets.encryption.rewrite;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many requests may be under way, found out by trying: one more while the server answers about as fast as it can, fewer
 * when answers take longer (requests then wait in the server, and other clients wait behind them), far fewer when it
 * refuses. Safe for any number of threads.
 */
final class Pace {
    private static final double SETBACK = 0.5;
    private static final double SLOWER = 0.8;
    private static final Duration CAUTION = Duration.ofSeconds(30);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private double limit;
    /** What was too much is not tried again soon. */
    private int ceiling;

    private long ceilingUntil = System.nanoTime();
    private int inflight;
    /** Nothing is sent before. In nanoseconds, as the next four. */
    private long pausedUntil = System.nanoTime();

    private long nextSlot = System.nanoTime();
    private long lastSetback = System.nanoTime();
    private long lastAnswer = System.nanoTime();
    private long failingSince = System.nanoTime();
    private int setbacksInARow;
    /** What writes takes longer than what finds nothing to write: neither is measured by the other. */
    private final Latency writes = new Latency();

    private final Latency others = new Latency();

    Pace(Limits limits) {
        this.limits = limits;
        this.limit = Math.min(2, limits.maxInflight());
    }

    /** Waits until one more request may be sent. Each call is followed by one of {@code answered}, {@code setback}, {@code abandoned}. */
    long acquire() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = System.nanoTime();
                long wait = Math.max(pausedUntil - now, limits.maxRate() > 0 ? nextSlot - now : 0);
                if (inflight >= Math.max(1, (int) limit)) {
                    changed.await();
                } else if (wait > 0) {
                    changed.await(wait, TimeUnit.NANOSECONDS);
                } else {
                    inflight++;
                    if (limits.maxRate() > 0) {
                        nextSlot = Math.max(nextSlot, now) + (long) (1e9 / limits.maxRate());
                    }
                    return now;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The server did, or refused for a reason of its own, what was asked at this time.
     *
     * @param wrote whether it wrote something
     */
    void answered(long started, boolean wrote) {
        lock.lock();
        try {
            long now = System.nanoTime();
            inflight--;
            lastAnswer = now;
            setbacksInARow = 0;
            Latency latency = wrote ? writes : others;
            if (latency.add(now - started)) {
                adjust(latency.times());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The server is overloaded, failing or away. */
    void setback(long started, Optional<Duration> retryAfter) {
        lock.lock();
        try {
            long now = System.nanoTime();
            inflight--;
            if (started - lastSetback > 0) { // not once for each of those that were under way together
                ceiling = Math.max(1, (int) limit - 1);
                ceilingUntil = now + CAUTION.toNanos();
                limit = Math.max(1, limit * SETBACK);
                lastSetback = now;
                failingSince = setbacksInARow++ == 0 ? now : failingSince;
                long backoff = Math.min(
                        LONGEST_BACKOFF.toNanos(), Duration.ofMillis(50).toNanos() << Math.min(setbacksInARow, 10));
                pausedUntil = now + retryAfter.map(Duration::toNanos).orElse(backoff);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is known of this request. */
    void abandoned() {
        lock.lock();
        try {
            inflight--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For how long the server has failed and done nothing else. */
    Duration failing() {
        lock.lock();
        try {
            return setbacksInARow == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - failingSince);
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the server last answered as it should. */
    Duration silence() {
        lock.lock();
        try {
            return Duration.ofNanos(System.nanoTime() - lastAnswer);
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        lock.lock();
        try {
            return Math.max(1, (int) limit);
        } finally {
            lock.unlock();
        }
    }

    private void adjust(double times) {
        if (times > limits.tolerance()) {
            limit = Math.max(1, limit * SLOWER);
        } else {
            boolean cautious = ceilingUntil - System.nanoTime() > 0;
            limit = Math.min(cautious ? ceiling : limits.maxInflight(), limit + 1);
        }
    }
}
