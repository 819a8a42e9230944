package io.nodeward.hostprobes;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A computation in a daemon thread of its own, while the caller goes on. A future of java.util.concurrent would do, but
 * takes milliseconds to initialise in a process that has just begun.
 */
public final class Beside<T> {

    private final Thread thread;
    private @Nullable T result;
    private @Nullable Throwable failure;

    private Beside(String name, Supplier<T> work) {
        this.thread = new Thread(() -> run(work), name);
        thread.setDaemon(true);
    }

    /** Begins a computation; {@code name} is its thread's. */
    public static <T> Beside<T> begin(String name, Supplier<T> work) {
        Beside<T> beside = new Beside<>(name, work);
        beside.thread.start();
        return beside;
    }

    private void run(Supplier<T> work) {
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Waits so many milliseconds at most; returns whether it has ended. */
    boolean ended(long milliseconds) {
        try {
            thread.join(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return !thread.isAlive();
    }

    /**
     * Waits for its end, also when interrupted, and returns its result.
     *
     * @throws RuntimeException what it threw; the same for errors
     */
    public T end() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        T ended = result;
        if (ended == null) {
            throw new IllegalStateException("a computation without a result");
        }
        return ended;
    }
}
