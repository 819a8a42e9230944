package io.nodeward.secrets.etcd;

import io.nodeward.secrets.etcd.EtcdException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with several things at once, a thread for each; the first failure ends all of it. */
final class SideBySide {
    interface Work<T> {
        void on(T thing) throws EtcdException;
    }

    private SideBySide() {}

    static <T> void run(List<? extends T> things, Work<T> work) throws EtcdException {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("etcd-reader-", 0).factory())) {
            List<Future<?>> all = new ArrayList<>();
            for (T thing : things) {
                all.add(threads.submit(() -> {
                    work.on(thing);
                    return null;
                }));
            }
            try {
                for (Future<?> one : all) {
                    one.get();
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new EtcdException(Kind.INTERRUPTED, "interrupted while etcd was read");
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw cause(e);
            }
        }
    }

    private static EtcdException cause(ExecutionException e) {
        return switch (e.getCause()) {
            case EtcdException failure -> failure;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(e);
        };
    }
}
