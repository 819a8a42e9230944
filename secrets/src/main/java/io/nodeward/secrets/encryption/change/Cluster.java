package io.nodeward.secrets.encryption.change;

import io.nodeward.secrets.encryption.rewrite.ApiResource;
import io.nodeward.secrets.encryption.rewrite.CoveredResources;
import io.nodeward.secrets.encryption.rewrite.Limits;
import io.nodeward.secrets.etcd.EtcdCluster;
import io.nodeward.secrets.kube.KubeApi;
import io.nodeward.secrets.kube.KubeException;
import java.time.Duration;
import java.util.List;

/**
 * The cluster that is changed.
 *
 * @param servers every API server, each asked by itself
 * @param etcd where they store
 * @param etcdPrefix their {@code --etcd-prefix}
 * @param config the file that those on this host read
 * @param patience how long to wait until every server has loaded a file: they look each minute, and load within seconds
 * @param limits for rewriting
 */
public record Cluster(
        List<KubeApi> servers,
        EtcdCluster etcd,
        String etcdPrefix,
        ConfigFile config,
        Duration patience,
        Limits limits) {

    public Cluster {
        servers = List.copyOf(servers);
    }

    /** What the cluster has of these resources, which may be wildcards. */
    List<ApiResource> resources(List<String> names) throws KubeException, InterruptedException {
        return CoveredResources.find(servers.getFirst(), names).resources();
    }
}
