package io.nodeward.secrets.kube.lease;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A lock that is held, and renewed in the background until it is closed or lost. Safe for several threads. */
public final class HeldLock implements AutoCloseable {
    private final KubeApi api;
    private final LeaseObject object;
    private final String holder;
    private final long epoch;
    private final Duration duration;
    private final Runnable lost;
    private final Thread renewing;
    /** When the last renewal that succeeded was sent. In nanoseconds. */
    private volatile long renewed;

    private volatile JsonNode lease;
    private volatile boolean ended;

    HeldLock(
            KubeApi api,
            LeaseObject object,
            JsonNode lease,
            String holder,
            long epoch,
            Duration duration,
            long asked,
            Runnable lost) {
        this.api = api;
        this.object = object;
        this.lease = lease;
        this.holder = holder;
        this.epoch = epoch;
        this.duration = duration;
        this.renewed = asked;
        this.lost = lost;
        this.renewing = Thread.ofVirtual().name("lease-" + object).start(this::renew);
    }

    /** Higher than that of every earlier holder. */
    public long epoch() {
        return epoch;
    }

    /** Whether nobody else can hold it at this moment, by this host's own measure of time. */
    public boolean isHeld() {
        return !ended && System.nanoTime() - renewed < safe().toNanos();
    }

    /** @throws KubeException of kind {@link Kind#CONFLICT} if the lock was lost: stop, and leave all as it is */
    public void check() throws KubeException {
        if (!isHeld()) {
            throw new KubeException(
                    Kind.CONFLICT,
                    "the lock " + object + " was lost: it could not be renewed in time, or somebody took it"
                            + "\n  look who holds it, then resume");
        }
    }

    /** Gives the lock back, so that others need not wait. What the server says to that does not matter. */
    @Override
    public void close() {
        boolean held = isHeld();
        ended = true;
        renewing.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            renewing.join();
            if (held) {
                object.write(api, Optional.of(lease), "", epoch, duration);
            }
        } catch (KubeException e) {
            // it expires by itself
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shorter than the others' measure: it began when we asked, theirs when they saw it. */
    private Duration safe() {
        return duration.multipliedBy(2).dividedBy(3);
    }

    private void renew() {
        try {
            while (isHeld()) {
                TimeUnit.MILLISECONDS.sleep(duration.toMillis() / 4);
                long asked = System.nanoTime();
                try {
                    lease = object.renew(api, lease, holder, epoch, duration);
                    renewed = asked;
                } catch (KubeException e) {
                    if (e.kind() == Kind.CONFLICT && !isStillMine()) {
                        break;
                    }
                    // tried again until the time is over
                }
            }
        } catch (InterruptedException e) {
            return; // closed
        }
        if (!ended) {
            ended = true;
            lost.run();
        }
    }

    /** After a renewal of which the answer was lost, or another's change of labels, the lease is ours in a new version. */
    private boolean isStillMine() throws InterruptedException {
        try {
            Optional<JsonNode> now = object.read(api);
            if (now.isPresent()
                    && LeaseObject.holder(now.get()).equals(holder)
                    && LeaseObject.epoch(now.get()) == epoch) {
                lease = now.get();
                return true;
            }
            return false;
        } catch (KubeException e) {
            return true; // not known; the time decides
        }
    }
}
