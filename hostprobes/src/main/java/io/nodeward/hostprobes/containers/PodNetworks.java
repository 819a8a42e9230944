package io.nodeward.hostprobes.containers;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.process.ProcessTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network namespaces of containers that are not the host's.
 *
 * @param networks those of pods of different Kubernetes namespaces first, for policies differ between these
 * @param hidden why there may be more; null when there are not
 */
public record PodNetworks(List<Network> networks, @Nullable Unknown hidden) {

    private static final int GROUP = 64 << 10;

    /**
     * One network namespace.
     *
     * @param link how the kernel calls it: {@code net:[4026532281]}
     * @param pid a process in it
     * @param pod namespace and name of its pod, else the id of a container
     */
    public record Network(String link, int pid, String namespace, String pod) {}

    /** Looks at the processes of a running host. */
    public static PodNetworks of(HostRoot root, ProcessTable table) {
        Namespaces namespaces = new Namespaces(root);
        String host = namespaces.network(1);
        PodNames names = new PodNames(root);
        Map<String, Network> found = new LinkedHashMap<>();
        Unknown hidden = table.complete() instanceof Read.Failed<Boolean> failed ? failed.unknown() : null;
        for (HostProcess process : table.processes()) {
            ContainerGroup group = root.text(process.path("cgroup"), GROUP) instanceof Read.Found<String>(String text)
                    ? ContainerGroup.of(text)
                    : null;
            if (group == null) {
                continue;
            }
            String link = namespaces.network(process.pid());
            if (link.isEmpty() || host.isEmpty()) {
                hidden = new Unknown("cannot be read", process.path("ns/net"));
            } else if (!link.equals(host) && !found.containsKey(link)) {
                found.put(link, network(link, process.pid(), group, names));
            }
        }
        return new PodNetworks(varied(found.values()), hidden);
    }

    private static Network network(String link, int pid, ContainerGroup group, PodNames names) {
        Placement placement = group.placement();
        PodNames.Name name = names.container(group.id());
        if (name == null) {
            name = names.pod(placement.pod());
        }
        return name == null
                ? new Network(link, pid, "", ContainerGroup.shortened(group.id()))
                : new Network(link, pid, name.namespace(), name.namespace() + "/" + name.pod());
    }

    private static List<Network> varied(Iterable<Network> networks) {
        List<Network> first = new ArrayList<>();
        List<Network> others = new ArrayList<>();
        Set<String> namespaces = new HashSet<>();
        for (Network network : networks) {
            (namespaces.add(network.namespace()) ? first : others).add(network);
        }
        first.addAll(others);
        return first;
    }
}
