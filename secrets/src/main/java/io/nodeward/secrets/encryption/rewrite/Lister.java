package io.nodeward.secrets.encryption.rewrite;

import io.nodeward.secrets.encryption.rewrite.Metadata.Page;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import io.nodeward.secrets.kube.KubeException.Kind;
import io.nodeward.secrets.kube.KubeRequest;
import io.nodeward.secrets.kube.PathSegment;
import org.jspecify.annotations.Nullable;

/** Lists the metadata of all objects of a resource, page by page. For one thread. */
final class Lister {
    private static final int LIMIT = 500;
    private static final int RESTARTS = 10;

    private final KubeApi api;
    private final ApiResource resource;
    private @Nullable String next;
    private boolean started;
    private int restarts;
    private boolean restarted;
    private int expiredInARow;

    Lister(KubeApi api, ApiResource resource) {
        this.api = api;
        this.resource = resource;
    }

    boolean hasNext() {
        return !started || next != null;
    }

    /**
     * Returns the next page. A list that has expired goes on with what is stored now: what was created behind our back
     * since then was written by servers that had converged before.
     *
     * @return may hold objects again that were on an earlier page
     */
    Page next() throws KubeException, InterruptedException {
        while (true) {
            try {
                Page page = read(next);
                started = true;
                expiredInARow = 0;
                next = page.next();
                return page;
            } catch (KubeException e) {
                if (e.kind() != Kind.EXPIRED || ++expiredInARow > RESTARTS) {
                    throw e;
                }
                next = e.continueToken().orElse(null);
                if (next == null) { // from the beginning
                    restarted = true;
                    if (++restarts > RESTARTS) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Whether the list began anew since this was last asked. */
    boolean hasRestarted() {
        boolean has = restarted;
        restarted = false;
        return has;
    }

    private Page read(@Nullable String from) throws KubeException, InterruptedException {
        String query = "?limit=" + LIMIT + (from == null ? "" : "&continue=" + PathSegment.of(from));
        return api.send(KubeRequest.get(resource.path() + query).accepting(Metadata.LIST), Metadata::page);
    }
}
