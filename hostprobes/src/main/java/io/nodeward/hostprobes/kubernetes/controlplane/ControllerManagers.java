package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.FeatureGates;
import io.nodeward.hostprobes.kubernetes.TlsFacts;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything about one kube-controller-manager, type ControllerManager. */
final class ControllerManagers {

    private ControllerManagers() {}

    static Group read(Shelf shelf, Instance instance, Starts.Pair starts) {
        Start now = starts.now();
        shelf.named().take(now, starts.next());
        FeatureGates gates = Gates.of(now, "controller-manager");
        Map<String, Node> kubeconfigs = new LinkedHashMap<>();
        kubeconfigs.put("--kubeconfig", now.value("kubeconfig"));
        delegated(now, kubeconfigs);
        return Header.of(instance, starts, gates, shelf.files())
                .put("rotates_kubelet_serving", gates.value("RotateKubeletServerCertificate"))
                .put("kubeconfigs", shelf.kubeconfigs(now, kubeconfigs, "kube-controller-manager"))
                .put("tls", tls(instance, now))
                .build();
    }

    /** The kubeconfigs that requests are authenticated and authorized with. */
    static void delegated(Start now, Map<String, Node> kubeconfigs) {
        for (String flag : new String[] {"authentication-kubeconfig", "authorization-kubeconfig"}) {
            kubeconfigs.put("--" + flag, now.value(flag));
        }
    }

    /** TLS of a port that can be switched off. */
    static Group tls(Instance instance, Start now) {
        if (now.value("secure-port") instanceof Known port && port.value().equals(0L)) {
            return Shelf.unknown(
                    new Unknown("nothing is served, the secure port is 0", port.source(), true),
                    "min_version",
                    "cipher_suites");
        }
        return TlsFacts.of(
                now.value("tls-min-version"),
                now.value("tls-cipher-suites"),
                instance.component().program(),
                instance.version().minor());
    }
}
