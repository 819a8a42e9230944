package io.nodeward.agent.audit;

import org.jspecify.annotations.Nullable;

/** A value that one thread gives and others wait for; like {@link io.nodeward.hostprobes.Beside}, without what takes long to initialise. */
final class Later<T> {

    private @Nullable T value;

    /** Gives the value; only the first counts. */
    synchronized void give(T given) {
        if (value == null) {
            value = given;
            notifyAll();
        }
    }

    /** Waits for the value; {@code interrupted} where the thread is interrupted before. */
    synchronized T await(T interrupted) {
        while (value == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return interrupted;
            }
        }
        return value;
    }
}
