package io.nodeward.hostprobes.runtime;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runtime behind each kubelet's endpoint, and whether the two fit. */
final class KubeletRuntimes {

    /** From this minor version on the kubelet asks its runtime for the driver of control groups. */
    private static final int ASKS = 31;

    private final Runtimes all;

    KubeletRuntimes(Runtimes all) {
        this.all = all;
    }

    Node of(Node kubelets) {
        if (!(kubelets instanceof Many many)) {
            return kubelets;
        }
        List<Many.Item> items = new ArrayList<>();
        for (Many.Item item : many.items()) {
            items.add(new Many.Item(item.key(), item.node() instanceof Group kubelet ? one(kubelet) : item.node()));
        }
        return new Many(items, many.source());
    }

    private Node one(Group kubelet) {
        Node endpoint = at(kubelet, "config", "containerRuntimeEndpoint");
        String address = Values.text(endpoint);
        if (endpoint == null || address == null) {
            return endpoint == null ? new Unknown("is not told", "the kubelet's containerRuntimeEndpoint") : endpoint;
        }
        String source = Values.source(endpoint);
        String path = address.startsWith("unix://") ? address.substring("unix://".length()) : address;
        boolean local = path.startsWith("/");
        String runtime = local ? all.sockets().owner(path) : "";
        Unknown gap = all.gap();
        Node its = runtime.isEmpty() && gap != null ? gap : new Known(runtime, source);
        return Group.builder()
                .put("endpoint", endpoint)
                .put("local", local, source)
                .put("runtime", its)
                .put("cri", cri(runtime))
                .put("drivers_agree", agree(kubelet, runtime))
                .put("others", others(runtime))
                .build();
    }

    private static @Nullable Node at(Group group, String... path) {
        Node node = group;
        for (String name : path) {
            node = node instanceof Group inner ? inner.get(name) : null;
        }
        return node;
    }

    /** The first of a kind that is known, or null. */
    private static @Nullable Group first(List<Many.Item> items) {
        for (Many.Item item : items) {
            if (item.node() instanceof Group group) {
                return group;
            }
        }
        return null;
    }

    /** Any other runtime has nothing else to do. */
    private Node cri(String runtime) {
        Group containerd = runtime.equals("containerd") ? first(all.containerds()) : null;
        Node cri = containerd == null ? null : containerd.get("cri");
        return cri == null ? new Known(true, runtime) : cri;
    }

    private Node agree(Group kubelet, String runtime) {
        Long minor = Values.integer(kubelet.get("minor"));
        boolean answers = runtime.equals("cri-o") || (runtime.equals("containerd") && newer());
        if (minor != null && minor >= ASKS && answers) {
            return new Known(true, "the kubelet takes its runtime's driver");
        }
        Node own = at(kubelet, "config", "cgroupDriver");
        Node its = driver(runtime.equals("cri-dockerd") ? "docker" : runtime);
        if (own instanceof Unknown || its instanceof Unknown) {
            return own instanceof Unknown ? own : its;
        }
        Boolean systemd = Values.bool(its);
        String driver = Values.text(own);
        if (own == null || systemd == null || driver == null) {
            return new Unknown("cannot be told", "the kubelet's cgroupDriver and its runtime");
        }
        return new Known(
                driver.equals(systemd ? "systemd" : "cgroupfs"), Values.source(own) + " and " + Values.source(its));
    }

    private boolean newer() {
        Group containerd = first(all.containerds());
        String version = containerd == null ? "" : Values.textOrEmpty(containerd.get("version"));
        return version.startsWith("v2.");
    }

    private Node driver(String runtime) {
        for (Many.Item item : all.handlers()) {
            if (item.node() instanceof Group handler
                    && runtime.equals(Values.text(handler.get("runtime")))
                    && Boolean.TRUE.equals(Values.bool(handler.get("standard")))) {
                Node systemd = handler.get("systemd_cgroups");
                if (systemd != null) {
                    return systemd;
                }
            }
        }
        return new Unknown("is not known of this runtime", runtime.isEmpty() ? "the kubelet's runtime" : runtime);
    }

    /** Runtimes that run too: Docker needs a containerd of its own or the host's, and cri-dockerd needs Docker. */
    private Node others(String runtime) {
        List<String> names = new ArrayList<>();
        boolean docker = running(all.dockers());
        if (docker && !runtime.equals("cri-dockerd")) {
            names.add("docker");
        }
        if (running(all.crios()) && !runtime.equals("cri-o")) {
            names.add("cri-o");
        }
        if (running(all.containerds()) && !runtime.equals("containerd") && !docker) {
            names.add("containerd");
        }
        Unknown gap = all.gap();
        return names.isEmpty() && gap != null ? gap : new Known(names, "processes");
    }

    private static boolean running(List<Many.Item> items) {
        for (Many.Item item : items) {
            if (item.node() instanceof Group group && Boolean.TRUE.equals(Values.bool(group.get("running")))) {
                return true;
            }
        }
        return false;
    }
}
