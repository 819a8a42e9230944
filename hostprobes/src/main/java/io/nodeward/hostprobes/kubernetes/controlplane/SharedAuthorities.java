package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.pki.Certificates;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The CAs that the cluster's own components trust clients by. etcd has to trust others, or everybody with a certificate
 * of the cluster, each kubelet for one, is root in the store. CAs are the same when their keys are.
 */
final class SharedAuthorities {

    private final Map<String, String> cluster = new HashMap<>();
    private @Nullable Unknown unread;

    /**
     * @param apiservers the list of API servers as facts
     * @param kubelets the list of kubelets as facts
     */
    SharedAuthorities(Node apiservers, Node kubelets, Certificates certificates) {
        if (apiservers instanceof Many many) {
            for (Many.Item item : many.items()) {
                if (item.node() instanceof Group server) {
                    take(server.get("client_ca"));
                    take(server.get("kubelet_ca"));
                }
            }
        } else {
            take(apiservers);
        }
        if (kubelets instanceof Many many) {
            for (Many.Item item : many.items()) {
                Node file = item.node() instanceof Group kubelet ? kubelet.get("client_ca") : null;
                Node path = file instanceof Group group ? group.get("path") : null;
                if (path instanceof Known && !Values.textOrEmpty(path).isEmpty()) {
                    take(certificates.all(Values.textOrEmpty(path)));
                } else if (path instanceof Unknown) {
                    take(path);
                }
            }
        } else {
            take(kubelets);
        }
    }

    private void take(@Nullable Node list) {
        if (list instanceof Unknown unknown) {
            unread = unknown;
        } else if (list instanceof Many many) {
            for (Many.Item item : many.items()) {
                Node key = key(item);
                if (key instanceof Known known) {
                    cluster.putIfAbsent(Values.textOrEmpty(known), known.source());
                } else if (key instanceof Unknown unknown) {
                    unread = unknown;
                }
            }
        }
    }

    /** Whether any CA of these lists is one of the cluster's. */
    Node among(@Nullable Node... trusted) {
        Unknown missing = unread;
        String compared = "";
        for (Node list : trusted) {
            if (list instanceof Unknown unknown) {
                missing = unknown;
            }
            if (!(list instanceof Many many)) {
                continue;
            }
            for (Many.Item item : many.items()) {
                Node key = key(item);
                if (key instanceof Unknown unknown) {
                    missing = unknown;
                } else if (key instanceof Known known) {
                    String same = cluster.get(Values.textOrEmpty(known));
                    if (same != null) {
                        return new Known(true, known.source() + " has the key of " + same);
                    }
                    compared = known.source();
                }
            }
        }
        if (missing != null) {
            return missing;
        }
        if (compared.isEmpty()) {
            return new Known(false, "etcd trusts no CA");
        }
        if (cluster.isEmpty()) {
            return new Unknown("this host has no CA of the cluster to compare with", compared, true);
        }
        return new Known(
                false,
                compared + " compared with " + cluster.values().iterator().next());
    }

    private static @Nullable Node key(Many.Item item) {
        return item.node() instanceof Group certificate ? certificate.get("key_fingerprint") : item.node();
    }
}
