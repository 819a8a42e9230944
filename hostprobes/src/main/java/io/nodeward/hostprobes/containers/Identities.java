package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.containers.Specifications.Specification;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import java.util.List;
import java.util.Set;

/** Which container it is: its pod by the control group, its names by the kubelet's logs, else by its specification. */
final class Identities {

    /** Namespaces that only administrators of a cluster write to, and where a node's own agents live. */
    private static final Set<String> AGENTS = Set.of(
            "kube-system",
            "kube-flannel",
            "kube-proxy",
            "calico-system",
            "tigera-operator",
            "cilium",
            "cilium-system",
            "antrea-system",
            "kube-router",
            "aks-system",
            "gke-system",
            "gke-managed-system",
            "amazon-vpc-cni");

    private final PodNames names;

    Identities(HostRoot root) {
        this.names = new PodNames(root);
    }

    /**
     * Names of a container.
     *
     * @param name namespace, pod and container, else program and id: what a person calls it
     * @param sandbox whether it is the one that holds a pod's namespaces
     * @param proxy whether it is a kube-proxy whose pod nothing here could tell from another
     */
    record Identity(
            String name,
            String namespace,
            String pod,
            String container,
            boolean sandbox,
            boolean proxy,
            String source) {

        void facts(Group.Builder group, ContainerGroup place, HostProcess first) {
            Placement placement = place.placement();
            boolean inPod = placement.kind() != Placement.Kind.CONTAINER;
            boolean fixed = placement.kind() == Placement.Kind.STATIC_POD;
            String groups = first.path("cgroup");
            group.put("name", name, source)
                    .put("id", place.id(), groups)
                    .put("runtime", place.runtime(), groups)
                    .put("pid", (long) first.pid(), groups)
                    .put("program", first.program(), first.path("exe"))
                    .put("pod_namespace", namespace, source)
                    .put("pod", pod, source)
                    .put("container", container, source)
                    .put("in_pod", inPod, groups)
                    .put("static_pod", fixed, groups)
                    .put("sandbox", sandbox, source)
                    .put("agent", inPod && !fixed && (proxy || AGENTS.contains(namespace)), source);
        }
    }

    /** @param read what the runtime started it from, where that is known */
    Identity of(ContainerGroup group, List<HostProcess> processes, Read<Specification> read) {
        HostProcess first = processes.getFirst();
        PodNames.Name name = names.container(group.id());
        if (name != null && ContainerFacts.pod(group)) {
            return named(name.namespace(), name.pod(), name.container(), false, name.source(), first);
        }
        if (read instanceof Read.Found<Specification>(Specification specification)) {
            return described(specification, group, first);
        }
        PodNames.Name pod = names.pod(group.placement().pod());
        // without a log and without a specification: what every sandbox runs
        boolean pause = ContainerFacts.pod(group)
                && processes.size() == 1
                && first.program().equals("pause")
                && names.logged();
        return pod == null
                ? alone(pause ? "pause" : "", pause, first.path("cgroup"), first, group.id())
                : named(pod.namespace(), pod.pod(), pause ? "pause" : first.program(), pause, pod.source(), first);
    }

    private Identity described(Specification specification, ContainerGroup group, HostProcess first) {
        String namespace = either(
                specification,
                "io.kubernetes.cri.sandbox-namespace",
                "io.kubernetes.pod.namespace",
                "nerdctl/namespace");
        String pod = either(
                specification,
                "io.kubernetes.cri.sandbox-name",
                "io.kubernetes.pod.name",
                "io.kubernetes.cri-o.KubeName");
        String container = either(
                specification, "io.kubernetes.cri.container-name", "io.kubernetes.container.name", "nerdctl/name");
        boolean sandbox = specification.sandbox();
        if (pod.isEmpty()) {
            return alone(container, sandbox, specification.path(), first, group.id());
        }
        return named(namespace, pod, sandbox ? "pause" : container, sandbox, specification.path(), first);
    }

    private static String either(Specification specification, String... annotations) {
        for (String annotation : annotations) {
            String value = specification.annotation(annotation);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static Identity named(
            String namespace, String pod, String container, boolean sandbox, String source, HostProcess first) {
        return new Identity(
                namespace + "/" + pod + "/" + (container.isEmpty() ? first.program() : container),
                namespace,
                pod,
                container,
                sandbox,
                false,
                source);
    }

    /** One that is no pod's, or of a pod of which nothing is known. */
    private Identity alone(String container, boolean sandbox, String source, HostProcess first, String id) {
        boolean logs = names.logged() || names.pods();
        String known = container.isEmpty() ? first.program() : container;
        boolean proxy = first.program().equals("kube-proxy") && !logs;
        return new Identity(known + " " + ContainerGroup.shortened(id), "", "", container, sandbox, proxy, source);
    }
}
