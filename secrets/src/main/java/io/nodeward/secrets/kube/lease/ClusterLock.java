package io.nodeward.secrets.kube.lease;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Kubernetes Lease as a lock. Who holds it may be cut off without knowing it, and clocks differ: so nobody compares
 * times of two hosts, and each acquisition has a higher epoch than all before, which travels with everything that its
 * holder hands out. Receivers refuse an older one.
 */
public final class ClusterLock {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KubeApi api;
    private final LeaseObject object;
    private final String holder;
    private final Duration duration;

    /**
     * @param namespace of the Lease, which must exist
     * @param holder who holds it, for people and to tell processes apart: unique to this process
     * @param duration after how long without renewal others may take it, at least 3 s
     */
    public ClusterLock(KubeApi api, String namespace, String name, String holder, Duration duration) {
        if (duration.toSeconds() < 3) {
            throw new IllegalArgumentException("a lease of less than 3 s");
        }
        this.api = api;
        this.object = new LeaseObject(namespace, name);
        this.holder = holder;
        this.duration = duration;
    }

    /** Who holds it by what the Lease says, alive or not; empty if it is free. */
    public Optional<String> holder() throws KubeException, InterruptedException {
        return object.read(api).map(LeaseObject::holder).filter(it -> !it.isEmpty());
    }

    /**
     * Takes the lock, if need be after its holder has not renewed it for its whole duration while we watched.
     *
     * @param above the highest epoch that is known here: somebody may have deleted the Lease, and its count with it
     * @param limit how long to wait
     * @param waiting told once who holds it, if somebody does, on this thread
     * @param lost called once, on another thread, if the lock is held no longer without having been released
     * @throws KubeException of kind {@link Kind#CONFLICT} if somebody else holds it all the time, with the name; or as the
     *     server answers
     */
    public HeldLock acquire(long above, Duration limit, Consumer<String> waiting, Runnable lost)
            throws KubeException, InterruptedException {
        long start = System.nanoTime();
        String seen = "";
        long seenSince = start;
        boolean told = false;
        while (true) {
            long asked = System.nanoTime();
            Optional<JsonNode> lease = object.read(api);
            String other = lease.map(LeaseObject::holder).orElse("");
            String version = lease.map(LeaseObject::version).orElse("");
            if (!version.equals(seen)) {
                seen = version;
                seenSince = System.nanoTime();
            }
            boolean expired = lease.isPresent()
                    && System.nanoTime() - seenSince
                            > LeaseObject.duration(lease.get(), duration).toNanos();
            if (other.isEmpty() || other.equals(holder) || expired) {
                long epoch = Math.max(above, lease.map(LeaseObject::epoch).orElse(0L)) + 1;
                try {
                    JsonNode mine = object.write(api, lease, holder, epoch, duration);
                    return new HeldLock(api, object, mine, holder, epoch, duration, asked, lost);
                } catch (KubeException e) {
                    if (e.kind() != Kind.CONFLICT && e.kind() != Kind.NOT_FOUND) {
                        throw e;
                    }
                    // somebody was faster
                }
            } else if (!told) {
                told = true;
                waiting.accept(other);
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new KubeException(
                        Kind.CONFLICT,
                        "the lock " + object + " is held by " + (other.isEmpty() ? "another process" : other)
                                + "\n  wait until that is done, or end it there");
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }
}
