package io.nodeward.secrets.encryption.rewrite;

import io.nodeward.secrets.encryption.rewrite.Ledger.Entry;
import io.nodeward.secrets.encryption.rewrite.Metadata.Page;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One rewrite of one resource: this thread lists, others patch. */
final class Run {
    /** Two pages, so that the next is there before the last is done. */
    private static final int AHEAD = 1000;

    private static final long TICK_MILLIS = 100;
    private static final long LIST_AGAIN_MILLIS = 500;

    private final List<KubeApi> servers;
    private final Limits limits;
    private final ApiResource resource;
    private final @Nullable ObjectKey after;
    private final Ledger ledger;
    private final Pace pace;
    private final Speed speed;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(AHEAD);
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Throwable failure;
    private long listed;
    private long remaining;

    Run(
            List<KubeApi> servers,
            Limits limits,
            Rewriter.Observer observer,
            ApiResource resource,
            @Nullable ObjectKey after) {
        this.servers = servers;
        this.limits = limits;
        this.resource = resource;
        this.after = after;
        this.ledger = new Ledger(resource, after);
        this.pace = new Pace(limits);
        this.speed = new Speed(observer);
    }

    RewriteResult run() throws KubeException, InterruptedException {
        try {
            for (int i = 0; i < limits.maxInflight(); i++) {
                Worker worker = new Worker(servers.get(i % servers.size()), resource, ledger, pace, limits);
                threads.add(Thread.ofVirtual().name("rewrite-" + i).start(() -> work(worker)));
            }
            list();
            while (ledger.pending() > 0) {
                TimeUnit.MILLISECONDS.sleep(Math.min(TICK_MILLIS, ledger.pending()));
                tick();
            }
            return ledger.result();
        } finally {
            stop();
            // metadata may repeat what a Secret holds: in the annotation of kubectl apply
            servers.forEach(KubeApi::closeIdle);
            speed.tell(progress());
        }
    }

    private void list() throws KubeException, InterruptedException {
        Lister lister = new Lister(servers.getFirst(), resource);
        long failingSince = System.nanoTime();
        while (lister.hasNext()) {
            Page page;
            try {
                page = lister.next();
            } catch (KubeException e) {
                if (!e.isTransient()
                        || System.nanoTime() - failingSince > limits.patience().toNanos()) {
                    throw e;
                }
                ledger.retry();
                tick();
                TimeUnit.MILLISECONDS.sleep(LIST_AGAIN_MILLIS);
                continue;
            }
            if (lister.hasRestarted()) {
                ledger.restart();
                listed = 0;
            }
            listed += page.objects().size();
            remaining = page.remaining();
            for (StoredObject object : page.objects()) {
                if (after != null && object.key().compareTo(after) <= 0) {
                    ledger.skip();
                } else {
                    submit(ledger.open(object));
                }
            }
            failingSince = System.nanoTime();
        }
        remaining = 0;
    }

    private void submit(Entry entry) throws KubeException, InterruptedException {
        while (!queue.offer(entry, TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            tick();
        }
    }

    private void work(Worker worker) {
        try {
            while (true) {
                worker.settle(queue.take());
            }
        } catch (InterruptedException e) {
            // the end
        } catch (KubeException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private void tick() throws KubeException {
        switch (failure) {
            case null -> {}
            case KubeException e -> throw e;
            case Throwable bug -> throw new IllegalStateException("the rewriting of " + resource + " failed", bug);
        }
        speed.tick(this::progress);
    }

    private Progress progress() {
        Counts counts = ledger.counts();
        return new Progress(
                resource,
                counts,
                Math.max(listed + remaining, counts.done() + counts.skipped()),
                speed.perSecond(counts.done()),
                pace.limit(),
                ledger.settledTo());
    }

    private void stop() {
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
