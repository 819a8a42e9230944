package io.nodeward.secrets.encryption.rewrite;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** How fast it goes, and when to tell. For one thread. */
final class Speed {
    private static final long EACH = Duration.ofSeconds(1).toNanos();
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();

    private record Sample(long at, long done) {}

    private final Rewriter.Observer observer;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long told = System.nanoTime();

    Speed(Rewriter.Observer observer) {
        this.observer = observer;
        samples.add(new Sample(told, 0));
    }

    void tick(Supplier<Progress> progress) {
        if (System.nanoTime() - told >= EACH) {
            tell(progress.get());
        }
    }

    void tell(Progress progress) {
        told = System.nanoTime();
        observer.progress(progress);
    }

    /** Over the last seconds. */
    double perSecond(long done) {
        long now = System.nanoTime();
        samples.add(new Sample(now, done));
        while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW) {
            samples.remove();
        }
        Sample first = samples.getFirst();
        return now == first.at() ? 0 : (done - first.done()) * 1e9 / (now - first.at());
    }
}
