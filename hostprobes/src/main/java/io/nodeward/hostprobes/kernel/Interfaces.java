package io.nodeward.hostprobes.kernel;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel really does on each network interface, type list(NetworkInterface): for IPv4 it joins the value of
 * {@code conf/all} and the interface's own, each setting by a rule of its own; for IPv6 the interface's own counts.
 * (Documentation/networking/ip-sysctl.rst.)
 */
public final class Interfaces {

    private static final String V4 = "/proc/sys/net/ipv4/conf";
    private static final String V6 = "/proc/sys/net/ipv6/conf";
    private static final int SMALL = 64;
    private static final int MOST = 4096;

    /** How interfaces begin that network plugins and container runtimes make. */
    private static final List<String> PLUGINS = List.of(
            "veth",
            "cali",
            "lxc",
            "cni",
            "cilium",
            "flannel",
            "docker",
            "br-",
            "kube-",
            "nodelocaldns",
            "tunl",
            "vxlan",
            "weave",
            "ovn",
            "genev",
            "antrea",
            "gke",
            "eni",
            "azv",
            "dummy",
            "wireguard.cali",
            "ip6tnl",
            "sit");

    private final HostRoot root;

    private Interfaces(HostRoot root) {
        this.root = root;
    }

    public static Node read(HostRoot root) {
        Read<List<String>> names = root.list(V4, MOST);
        if (names instanceof Read.Failed<List<String>> failed) {
            return failed.unknown();
        }
        if (!(names instanceof Read.Found<List<String>>(List<String> found))) {
            return root.live() ? new Many(List.of(), V4) : new Unknown("only a running host can tell", V4, true);
        }
        Interfaces interfaces = new Interfaces(root);
        List<Many.Item> items = new ArrayList<>();
        for (String name : found) {
            if (!name.equals("all") && !name.equals("default") && !name.equals("lo")) {
                items.add(new Many.Item(name, interfaces.one(name)));
            }
        }
        return new Many(items, V4);
    }

    private Group one(String name) {
        return Group.builder()
                .put("name", name, V4 + "/" + name)
                .put("plugin", plugin(name), V4 + "/" + name)
                .put("accept_redirects", acceptsRedirects(name))
                .put("secure_redirects", either(name, "secure_redirects"))
                .put("send_redirects", either(name, "send_redirects"))
                .put("accept_source_route", both(name, "accept_source_route"))
                .put("rp_filter", greater(name))
                .put("accept_redirects_ipv6", own(name, "accept_redirects"))
                .put("accept_source_route_ipv6", own(name, "accept_source_route"))
                .build();
    }

    private static boolean plugin(String name) {
        for (String start : PLUGINS) {
            if (name.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    /** A router takes one where both say so, another host where one does. */
    private Node acceptsRedirects(String name) {
        Node forwarding = flag(V4 + "/" + name + "/forwarding");
        if (!(forwarding instanceof Known known)) {
            return forwarding;
        }
        return known.value().equals(true) ? both(name, "accept_redirects") : either(name, "accept_redirects");
    }

    private Node either(String name, String setting) {
        Node all = flag(V4 + "/all/" + setting);
        return is(all, true) ? all : flag(V4 + "/" + name + "/" + setting);
    }

    private Node both(String name, String setting) {
        Node own = flag(V4 + "/" + name + "/" + setting);
        return is(own, false) ? own : flag(V4 + "/all/" + setting);
    }

    private static boolean is(Node node, boolean value) {
        return node instanceof Known known && known.value().equals(value);
    }

    private Node greater(String name) {
        Node own = number(V4 + "/" + name + "/rp_filter");
        Node all = number(V4 + "/all/rp_filter");
        if (own instanceof Known one && all instanceof Known other) {
            return (Long) one.value() >= (Long) other.value() ? own : all;
        }
        return own instanceof Known ? all : own;
    }

    /** A kernel without IPv6, or an interface without it, takes nothing. */
    private Node own(String name, String setting) {
        String path = V6 + "/" + name + "/" + setting;
        if (!(root.list(V6, MOST) instanceof Read.Found<List<String>>)) {
            return root.live() ? new Known(false, V6 + " does not exist") : new Unknown("was not captured", V6, true);
        }
        if (root.text(path, SMALL) instanceof Read.Absent<String>) {
            return new Known(false, path + " does not exist");
        }
        Node value = number(path);
        return value instanceof Known known ? known.with((Long) known.value() > 0) : value;
    }

    private Node flag(String path) {
        Node value = number(path);
        return value instanceof Known known ? known.with((Long) known.value() != 0) : value;
    }

    private Node number(String path) {
        Read<String> read = root.text(path, SMALL);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return new Unknown("does not exist", path);
        }
        try {
            return new Known(Long.parseLong(text.strip()), path);
        } catch (NumberFormatException e) {
            return new Unknown("is no number", path);
        }
    }
}
