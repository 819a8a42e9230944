package io.nodeward.testbed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a node is for, and with it the kubeadm phases that write its files. */
public enum NodeKind {
    CONTROL_PLANE("n1", "10.0.0.10", "certs all, kubeconfig all, control-plane all, etcd local, kubelet-start"),

    /** What {@code kubeadm join} leaves: its own phases need a running cluster, the ones of {@code init} write the same. */
    WORKER("w1", "10.0.0.11", "certs ca, kubeconfig kubelet, kubelet-start"),

    /** The first member of an etcd cluster outside of Kubernetes. */
    ETCD(
            "e1",
            "10.0.0.12",
            "certs etcd-ca, certs etcd-server, certs etcd-peer, certs etcd-healthcheck-client,"
                    + " certs apiserver-etcd-client, etcd local");

    private final String node;
    private final String address;
    private final String phases;

    NodeKind(String node, String address, String phases) {
        this.node = node;
        this.address = address;
        this.phases = phases;
    }

    static NodeKind named(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no kind '" + label + "' of node, only: "
                        + Arrays.stream(values()).map(NodeKind::label).collect(Collectors.joining(" "))));
    }

    /** Its name on a command line: {@code control-plane}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the node. */
    public String node() {
        return node;
    }

    String address() {
        return address;
    }

    List<String> phases() {
        return List.of(phases.split(", ", -1));
    }
}
