package io.nodeward.secrets.encryption.rewrite;

import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has every object of a resource stored anew. Each is patched with its own {@code uid} and {@code resourceVersion} and
 * nothing else; the server writes it if it is stored otherwise than its first provider and key would store it, and answers
 * with another version then. Instances are for one thread, and rewrite one resource after the other.
 *
 * <p>Requests are spread over the servers that are given. Give those only that have converged: others succeed and change
 * nothing.
 */
public final class Rewriter {

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Called on the thread that rewrites, about each second and at the end, also when that is an interruption or a
         * failure: {@link Progress#settledTo} is what a later {@link Rewriter#rewrite} goes on from.
         */
        void progress(Progress progress);
    }

    private final List<KubeApi> servers;
    private final Limits limits;
    private final Observer observer;

    public Rewriter(List<KubeApi> servers, Limits limits, Observer observer) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no servers");
        }
        this.servers = List.copyOf(servers);
        this.limits = limits;
        this.observer = observer;
    }

    /**
     * Rewrites all objects of a resource.
     *
     * @param after the last object that an earlier run settled all up to; null for all objects
     * @return what became of them; objects that were refused are in it and are no failure
     * @throws KubeException if it cannot go on, e.g. for lack of rights, or because a server stays away
     * @throws InterruptedException if this thread was interrupted; requests under way are broken off
     */
    public RewriteResult rewrite(ApiResource resource, @Nullable ObjectKey after)
            throws KubeException, InterruptedException {
        return new Run(servers, limits, observer, resource, after).run();
    }
}
