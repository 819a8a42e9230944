package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.process.Components;
import java.util.Collection;
import java.util.List;

/** Finds the components of the control plane, etcd and kube-proxy on a host and says everything about them. For one thread. */
public final class ControlPlane {

    private final Unknown todo = new Unknown("is not read yet", "control plane");

    /**
     * @param staticPods of every kubelet
     * @param kubelets the list of kubelets as facts, whose client CAs are compared with those of etcd
     */
    public ControlPlane(
            HostRoot root,
            Components components,
            List<StaticPods> staticPods,
            Accounts accounts,
            FileFacts fileFacts,
            Certificates certificates,
            Kubeconfigs kubeconfigs,
            Versions versions,
            Node kubelets) {}

    /** The API servers, type list(ApiServer). */
    public Node apiservers() {
        return todo;
    }

    /** The controller managers, type list(ControllerManager). */
    public Node controllerManagers() {
        return todo;
    }

    /** The schedulers, type list(Scheduler). */
    public Node schedulers() {
        return todo;
    }

    /** The etcd members, type list(Etcd). */
    public Node etcds() {
        return todo;
    }

    /** The kube-proxies, type list(KubeProxy). */
    public Node kubeProxies() {
        return todo;
    }

    /** Host paths of certificates, keys and CAs that flags of these components name. */
    public Collection<String> namedPkiFiles() {
        return List.of();
    }

    /** Host paths of kubeconfigs that they use. */
    public List<String> certificateSources() {
        return List.of();
    }
}
