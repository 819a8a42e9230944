package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.StaticPod;
import io.nodeward.hostprobes.kubernetes.StaticPods;
import io.nodeward.hostprobes.kubernetes.Versions;
import io.nodeward.hostprobes.kubernetes.Versions.Version;
import io.nodeward.hostprobes.kubernetes.controlplane.Instance.Origin;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.Component;
import io.nodeward.hostprobes.process.Components;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.Placement;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the components of a host: processes, each with what starts it, and what would start though nothing runs. */
final class Instances {

    private final HostRoot root;
    private final Components components;
    private final List<StaticPods> staticPods;
    private final Versions versions;
    private final @Nullable Unknown noPath;
    private @Nullable StaticPods usual;

    /** @param kubelets the list of kubelets as facts, which say where they look for manifests */
    Instances(HostRoot root, Components components, List<StaticPods> staticPods, Versions versions, Node kubelets) {
        this.noPath = noPath(kubelets);
        this.root = root;
        this.components = components;
        this.staticPods = staticPods;
        this.versions = versions;
    }

    /**
     * What was found.
     *
     * @param source where it was looked for
     * @param unknown why there may be more though nothing was found, or null
     */
    record Found(
            List<Instance> instances,
            String source,
            @Nullable Unknown unknown) {}

    Found of(Component component) {
        Unknown hidden = components.complete() instanceof Read.Failed<Boolean> failed ? failed.unknown() : null;
        List<StaticPod> pods = new ArrayList<>();
        Unknown unread = noPath;
        Set<String> places = new LinkedHashSet<>();
        places.add("processes");
        for (StaticPods some : staticPods) {
            pods.addAll(some.of(component));
            places.add(some.directory());
            for (Read.Failed<?> problem : some.problems()) {
                unread = new Unknown(problem.reason(), problem.path());
            }
        }
        Set<StaticPod> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Instance> instances = new ArrayList<>();
        for (HostProcess process : components.of(component)) {
            Origin origin = origin(component, process, pods, claimed, unread);
            instances.add(new Instance(
                    component, "pid " + process.pid(), process, origin, version(component, process, origin), null));
        }
        for (StaticPod pod : pods) {
            if (!claimed.contains(pod)) {
                Origin origin = Origin.of(pod);
                instances.add(
                        new Instance(component, pod.path(), null, origin, version(component, null, origin), hidden));
            }
        }
        if (instances.isEmpty()) {
            places.add(component.program() + ".service");
            Units units = Units.of(root, component);
            for (ServiceUnit unit : units.found()) {
                Origin origin = Origin.of(unit);
                instances.add(
                        new Instance(component, unit.name(), null, origin, version(component, null, origin), hidden));
            }
            unread = units.unseen() == null ? unread : units.unseen();
        }
        Unknown unknown = hidden == null ? unread : hidden;
        if (instances.isEmpty()) {
            Unknown embedded = components.hides(component);
            unknown = embedded == null ? unknown : embedded;
        }
        return new Found(instances, String.join(", ", places), unknown);
    }

    /** Why it is not known where a kubelet looks for manifests, or null. */
    private static @Nullable Unknown noPath(Node kubelets) {
        if (!(kubelets instanceof Many many)) {
            return kubelets instanceof Unknown unknown ? unknown : null;
        }
        for (Many.Item item : many.items()) {
            if (item.node() instanceof Group kubelet
                    && kubelet.get("static_pods") instanceof Group directory
                    && directory.get("path") instanceof Unknown unknown) {
                return new Unknown(
                        "the directory of static pods cannot be told: " + unknown.reason(), unknown.source());
            }
        }
        return null;
    }

    private Origin origin(
            Component component,
            HostProcess process,
            List<StaticPod> pods,
            Set<StaticPod> claimed,
            @Nullable Unknown unread) {
        Placement.Kind kind = process.placement().kind();
        if (kind == Placement.Kind.SERVICE) {
            return service(process.placement().unit());
        }
        if (kind != Placement.Kind.STATIC_POD && kind != Placement.Kind.OTHER) {
            return Origin.of(new Unknown(
                    "runs " + described(kind) + ", so nothing on disk says how it would start again",
                    "processes",
                    true));
        }
        StaticPod pod = closest(process, pods, claimed);
        if (pod == null && noPath != null && kind == Placement.Kind.STATIC_POD) {
            pod = twin(component, process);
        }
        if (pod != null) {
            claimed.add(pod);
            return Origin.of(pod);
        }
        return Origin.of(
                unread == null
                        ? new Unknown("its manifest was not found", directories(), kind == Placement.Kind.OTHER)
                        : unread);
    }

    /** The manifest in the usual directory that has exactly the arguments of a process, if any. */
    private @Nullable StaticPod twin(Component component, HostProcess process) {
        if (usual == null) {
            usual = StaticPods.read(root, StaticPods.USUAL);
        }
        List<String> words = process.arguments();
        for (StaticPod pod : usual.of(component)) {
            List<String> texts = new ArrayList<>();
            for (Argument argument : pod.arguments()) {
                texts.add(argument.text());
            }
            if (texts.equals(words.subList(Math.min(1, words.size()), words.size()))) {
                return pod;
            }
        }
        return null;
    }

    private static String described(Placement.Kind kind) {
        return switch (kind) {
            case POD -> "in a pod that the API server defines";
            case CONTAINER -> "in a container that no kubelet of this host has started";
            default -> "in a session, started by hand";
        };
    }

    private Origin service(String name) {
        Read<ServiceUnit> unit = ServiceUnit.read(root, name);
        if (unit instanceof Read.Found<ServiceUnit>(ServiceUnit found)) {
            return Origin.of(found);
        }
        return Origin.of(
                unit instanceof Read.Failed<ServiceUnit> failed
                        ? failed.unknown()
                        : new Unknown("no file defines its unit", name));
    }

    private String directories() {
        List<String> names = new ArrayList<>();
        for (StaticPods some : staticPods) {
            names.add(some.directory());
        }
        return names.isEmpty() ? "static pod manifests" : String.join(", ", names);
    }

    /** The manifest that a process most likely comes from: that with most of its arguments, one each as far as they go. */
    private static @Nullable StaticPod closest(HostProcess process, List<StaticPod> pods, Set<StaticPod> claimed) {
        StaticPod best = null;
        long most = -1;
        for (StaticPod pod : pods) {
            long same = claimed.contains(pod) ? 0 : 1L << 32;
            if (pods.size() > 1) {
                Set<String> texts = new HashSet<>();
                for (Argument argument : pod.arguments()) {
                    texts.add(argument.text());
                }
                texts.retainAll(process.arguments());
                same += texts.size();
            }
            if (same > most) {
                most = same;
                best = pod;
            }
        }
        return best;
    }

    private Version version(Component component, @Nullable HostProcess process, Origin origin) {
        String major = component == Component.ETCD ? "v3." : "v1.";
        StaticPod pod = origin.pod();
        if (pod != null) {
            // without a tag nothing tells it: the packages of this host may be newer than what still runs
            return Versions.image(pod.image(), major, pod.path() + ": image " + pod.image());
        }
        String path = process != null && process.executable() instanceof Read.Found<String>(String executable)
                ? executable
                : "";
        ServiceUnit unit = origin.unit();
        if (path.isEmpty() && unit != null && !unit.command().isEmpty()) {
            path = unit.command().getFirst().text();
        }
        return inside(process) ? Version.NONE : versions.program(path, major, packages(component));
    }

    /** Whether the program is a container's, of which the host's packages say nothing. */
    private static boolean inside(@Nullable HostProcess process) {
        Placement.Kind kind =
                process == null ? Placement.Kind.OTHER : process.placement().kind();
        return kind == Placement.Kind.POD || kind == Placement.Kind.CONTAINER || kind == Placement.Kind.STATIC_POD;
    }

    private static List<String> packages(Component component) {
        return switch (component) {
            case ETCD -> List.of("etcd-server", "etcd");
            case KUBE_PROXY -> List.of("kube-proxy", "kubernetes-node");
            default -> List.of(component.program(), "kubernetes-server", "kubernetes-master");
        };
    }
}
