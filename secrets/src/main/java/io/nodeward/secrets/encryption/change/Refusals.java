package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.servers.ServerProbe;
import io.nodeward.secrets.encryption.servers.ServerState;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which API servers tried to load a configuration and could not. */
final class Refusals {

    private Refusals() {}

    /** Returns a sentence for each server that failed to load one since then. */
    static List<String> since(List<KubeApi> servers, Instant since) throws InterruptedException {
        List<String> refused = new ArrayList<>();
        for (KubeApi api : servers) {
            try {
                ServerState state = ServerProbe.observe(api);
                if (state.reloads().lastFailure().filter(since::isBefore).isPresent()) {
                    refused.add(api.server() + " could not load it; its log says why");
                }
            } catch (KubeException e) {
                // one that is away has refused nothing
            }
        }
        return refused;
    }
}
