package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.pki.Certificates;
import io.nodeward.hostprobes.pki.Kubeconfigs;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Finds the components of the control plane, etcd and kube-proxy on a host and says everything about them. Each list is
 * read when it is first asked for; it is Unknown when nothing was found and something may be hidden. For one thread.
 */
public final class ControlPlane {

    private final Instances instances;
    private final Starts starts;
    private final Shelf shelf;
    private final Node kubelets;
    private final Map<Component, Node> lists = new EnumMap<>(Component.class);

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
            Node kubelets) {
        this.instances = new Instances(root, components, staticPods, versions, kubelets);
        this.starts = new Starts(root);
        this.shelf = new Shelf(accounts, fileFacts, certificates, kubeconfigs, new Named());
        this.kubelets = kubelets;
    }

    /** The API servers, type list(ApiServer). */
    public Node apiservers() {
        return list(Component.API_SERVER, (instance, pair) -> ApiServers.read(shelf, instance, pair));
    }

    /** The controller managers, type list(ControllerManager). */
    public Node controllerManagers() {
        return list(Component.CONTROLLER_MANAGER, (instance, pair) -> ControllerManagers.read(shelf, instance, pair));
    }

    /** The schedulers, type list(Scheduler). */
    public Node schedulers() {
        return list(Component.SCHEDULER, (instance, pair) -> Schedulers.read(shelf, instance, pair));
    }

    /** The etcd members, type list(Etcd). */
    public Node etcds() {
        Node known = lists.get(Component.ETCD);
        if (known != null) {
            return known;
        }
        SharedAuthorities authorities = new SharedAuthorities(apiservers(), kubelets, shelf.certificates());
        return list(Component.ETCD, (instance, pair) -> Etcds.read(shelf, instance, pair, authorities));
    }

    /** The kube-proxies, type list(KubeProxy). */
    public Node kubeProxies() {
        return list(Component.KUBE_PROXY, (instance, pair) -> KubeProxies.read(shelf, instance, pair.now()));
    }

    /** Host paths of certificates, keys and CAs that flags of these components name. */
    public Collection<String> namedPkiFiles() {
        all();
        return List.copyOf(shelf.named().pki());
    }

    /** Why files that these flags name cannot be found on the host. */
    public Collection<Unknown> lostPkiFiles() {
        all();
        return List.copyOf(shelf.named().lostPki());
    }

    /** The same of kubeconfigs. */
    public Collection<Unknown> lostKubeconfigs() {
        all();
        return List.copyOf(shelf.named().lostKubeconfigs());
    }

    /** Host paths of kubeconfigs that they use. */
    public List<String> certificateSources() {
        all();
        return List.copyOf(shelf.named().kubeconfigs());
    }

    private void all() {
        Node unused = apiservers();
        unused = controllerManagers();
        unused = schedulers();
        unused = etcds();
        unused = kubeProxies();
    }

    private Node list(Component component, BiFunction<Instance, Starts.Pair, Group> facts) {
        Node known = lists.get(component);
        if (known != null) {
            return known;
        }
        Instances.Found found = instances.of(component);
        List<Many.Item> items = new ArrayList<>();
        for (Instance instance : found.instances()) {
            items.add(new Many.Item(instance.key(), facts.apply(instance, starts.of(instance))));
        }
        Unknown unknown = found.unknown();
        Node list = items.isEmpty() && unknown != null ? unknown : new Many(items, found.source());
        lists.put(component, list);
        return list;
    }
}
