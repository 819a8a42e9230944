package io.nodeward.hostprobes;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.kubernetes.Distribution;
import io.nodeward.hostprobes.kubernetes.Releases;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of Kubernetes node this is. */
final class KubernetesProbe {

    private KubernetesProbe() {}

    /** Type Kubernetes. */
    static Node read(Survey survey) {
        Node kubelets = survey.kubelets().list();
        Node apiservers = survey.controlPlane().apiservers();
        Node etcds = survey.controlPlane().etcds();
        List<Object> roles = new ArrayList<>();
        if (some(apiservers)) {
            roles.add("control-plane");
        }
        if (some(etcds)) {
            roles.add("etcd");
        }
        if (some(kubelets)) {
            roles.add("worker");
        }
        Node version = first(kubelets, "version");
        Node minor = first(kubelets, "minor");
        if (version instanceof Unknown) {
            version = first(apiservers, "version");
            minor = first(apiservers, "minor");
        }
        String source = "components found on this host";
        // what may not be looked at may be there
        Unknown hidden = firstUnknown(kubelets, apiservers, etcds);
        return Group.builder()
                .put("version", version)
                .put("minor", minor)
                .put("support_ends", Releases.end(minor))
                .put("distribution", Distribution.of(survey.root()))
                .put("roles", hidden == null ? new Known(roles, source) : hidden)
                .put("present", hidden == null || !roles.isEmpty() ? new Known(!roles.isEmpty(), source) : hidden)
                .build();
    }

    private static @Nullable Unknown firstUnknown(Node... lists) {
        for (Node list : lists) {
            if (list instanceof Unknown unknown) {
                return unknown;
            }
        }
        return null;
    }

    private static boolean some(Node list) {
        return list instanceof Many many && !many.items().isEmpty();
    }

    private static Node first(Node list, String name) {
        if (list instanceof Many many
                && !many.items().isEmpty()
                && many.items().getFirst().node() instanceof Group group) {
            Node node = group.get(name);
            if (node != null) {
                return node;
            }
        }
        return new Unknown("no component was found that would tell it", "kubelet and kube-apiserver");
    }
}
