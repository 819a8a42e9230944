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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds the components of the control plane, etcd and kube-proxy on a host and says everything about them. Each list is
 * read when it is first asked for; it is Unknown when nothing was found and something may be hidden. Safe for several
 * threads; those that ask for the same list at once may each read it.
 */
public final class ControlPlane {

    private final Instances instances;
    private final Starts starts;
    private final Accounts accounts;
    private final FileFacts fileFacts;
    private final Certificates certificates;
    private final Kubeconfigs kubeconfigs;
    private final Node kubelets;
    private final Map<Component, Listed> lists = new ConcurrentHashMap<>();

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
        this.accounts = accounts;
        this.fileFacts = fileFacts;
        this.certificates = certificates;
        this.kubeconfigs = kubeconfigs;
        this.kubelets = kubelets;
    }

    /** The facts of a component's instances, and the files that their settings name. */
    private record Listed(Node facts, Named named) {}

    /** The API servers, type list(ApiServer). */
    public Node apiservers() {
        return list(Component.API_SERVER, ApiServers::read);
    }

    /** The controller managers, type list(ControllerManager). */
    public Node controllerManagers() {
        return list(Component.CONTROLLER_MANAGER, ControllerManagers::read);
    }

    /** The schedulers, type list(Scheduler). */
    public Node schedulers() {
        return list(Component.SCHEDULER, Schedulers::read);
    }

    /** The etcd members, type list(Etcd). */
    public Node etcds() {
        Listed known = lists.get(Component.ETCD);
        if (known != null) {
            return known.facts();
        }
        SharedAuthorities authorities = new SharedAuthorities(apiservers(), kubelets, certificates);
        return list(Component.ETCD, (shelf, instance, pair) -> Etcds.read(shelf, instance, pair, authorities));
    }

    /** The kube-proxies, type list(KubeProxy). */
    public Node kubeProxies() {
        return list(Component.KUBE_PROXY, (shelf, instance, pair) -> KubeProxies.read(shelf, instance, pair.now()));
    }

    /** Host paths of certificates, keys and CAs that flags of these components name. */
    public Collection<String> namedPkiFiles() {
        return all(Named::pki);
    }

    /** Why files that these flags name cannot be found on the host. */
    public Collection<Unknown> lostPkiFiles() {
        return all(Named::lostPki);
    }

    /** The same of kubeconfigs. */
    public Collection<Unknown> lostKubeconfigs() {
        return all(Named::lostKubeconfigs);
    }

    /** Host paths of kubeconfigs that they use. */
    public List<String> certificateSources() {
        return all(Named::kubeconfigs);
    }

    /** What all components name, in their order. */
    private <T> List<T> all(Function<Named, Collection<T>> kind) {
        Node unused = apiservers();
        unused = controllerManagers();
        unused = schedulers();
        unused = etcds();
        unused = kubeProxies();
        Set<T> all = new LinkedHashSet<>();
        for (Component component : Component.values()) {
            Listed listed = lists.get(component);
            if (listed != null) {
                all.addAll(kind.apply(listed.named()));
            }
        }
        return List.copyOf(all);
    }

    /** Says everything about one component. */
    @FunctionalInterface
    private interface Reader {
        Group read(Shelf shelf, Instance instance, Starts.Pair starts);
    }

    private Node list(Component component, Reader reader) {
        Listed known = lists.get(component);
        if (known != null) {
            return known.facts();
        }
        Shelf shelf = new Shelf(accounts, fileFacts, certificates, kubeconfigs, new Named());
        Instances.Found found = instances.of(component);
        List<Many.Item> items = new ArrayList<>();
        for (Instance instance : found.instances()) {
            items.add(new Many.Item(instance.key(), reader.read(shelf, instance, starts.of(instance))));
        }
        Unknown unknown = found.unknown();
        Node list = items.isEmpty() && unknown != null ? unknown : new Many(items, found.source());
        lists.put(component, new Listed(list, shelf.named()));
        return list;
    }
}
