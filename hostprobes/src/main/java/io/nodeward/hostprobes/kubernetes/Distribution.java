package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.List;

/** Which distribution of Kubernetes set this node up, told by what only that one leaves behind. */
public final class Distribution {

    private static final int LIMIT = 64 << 10;

    private record Mark(String name, String path) {}

    /** The most particular first: kind and several clouds use kubeadm underneath. */
    private static final List<Mark> MARKS = List.of(
            new Mark("kind", "/kind/version"),
            new Mark("rke2", "/var/lib/rancher/rke2"),
            new Mark("rke2", "/etc/rancher/rke2"),
            new Mark("k3s", "/var/lib/rancher/k3s"),
            new Mark("k3s", "/etc/rancher/k3s"),
            new Mark("microk8s", "/var/snap/microk8s"),
            new Mark("k0s", "/var/lib/k0s"),
            new Mark("aks", "/etc/kubernetes/azure.json"),
            new Mark("eks", "/etc/eks"),
            new Mark("gke", "/home/kubernetes/kube-env"),
            new Mark("gke", "/home/kubernetes/kubelet-config.yaml"),
            new Mark("kubeadm", "/var/lib/kubelet/kubeadm-flags.env"),
            new Mark("kubeadm", "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"),
            new Mark("kubeadm", "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"));

    private Distribution() {}

    /** Returns a name, {@code unknown} when nothing tells it; Unknown when what would tell it cannot be looked at. */
    public static Node of(HostRoot root) {
        for (String path : List.of("/etc/os-release", "/usr/lib/os-release")) {
            if (root.text(path, LIMIT) instanceof Read.Found<String>(String text)) {
                for (String name : List.of("talos", "bottlerocket")) {
                    if (line(text, "ID=" + name) || line(text, "ID=\"" + name + "\"")) {
                        return new Known(name, path);
                    }
                }
            }
        }
        Unknown hidden = null;
        for (Mark mark : MARKS) {
            Read<Stat> read = root.stat(mark.path());
            if (read instanceof Read.Found<Stat>) {
                return new Known(mark.name(), mark.path());
            }
            if (read instanceof Read.Failed<Stat> failed) {
                hidden = failed.unknown();
            }
        }
        return hidden == null ? new Known("unknown", "files of the distributions that nodeward knows") : hidden;
    }

    private static boolean line(String text, String wanted) {
        return text.startsWith(wanted + "\n") || text.contains("\n" + wanted + "\n") || text.endsWith("\n" + wanted);
    }
}
