package io.nodeward.hostprobes.firewall;

import java.util.ArrayList;
import java.util.List;

/** Counts rules, those of Kubernetes and of what makes networks for containers apart. */
final class RuleCount {

    private static final String[] CHAINS = {
        "KUBE-",
        "KUBE_",
        "cali-",
        "CILIUM_",
        "OLD_CILIUM_",
        "CNI-",
        "CNI_",
        "FLANNEL",
        "DOCKER",
        "WEAVE",
        "ANTREA-",
        "NETAVARK",
        "PODMAN",
        "KUBE-ROUTER",
        "AWS-",
        "IP-MASQ",
        "LIBVIRT_",
        "NODE-LOCAL-DNS",
        "kindnet"
    };
    private static final String[] TABLES = {
        "kube-proxy",
        "flannel",
        "calico",
        "cilium",
        "docker-",
        "netavark",
        "podman",
        "kindnet",
        "kube-",
        "cni_",
        "libvirt",
        "ovn-",
        "antrea",
        "kube-ovn",
        "minikube",
        "openshift"
    };
    private static final String[] COMMENTS = {
        "kubernetes", "cali:", "cilium", "flanneld", "CNI ", "portmap", "AWS,", "ip-masq"
    };

    /** How many places are kept. */
    private static final int MOST = 5;

    private int own;
    private int all;
    private final List<String> places = new ArrayList<>();

    /**
     * Takes a rule.
     *
     * @param to the chain that it jumps to, empty where it does not
     */
    void rule(String table, String chain, String to, String comment) {
        all++;
        if (begins(chain, CHAINS) || begins(to, CHAINS) || begins(comment, COMMENTS)) {
            return;
        }
        own++;
        String place = table + " " + chain;
        if (places.size() < MOST && !places.contains(place)) {
            places.add(place);
        }
    }

    /** Takes rules of others without a look at each. */
    void foreign() {
        all++;
    }

    static boolean foreignChain(String name) {
        return begins(name, CHAINS);
    }

    static boolean foreignTable(String name) {
        return begins(name, TABLES);
    }

    private static boolean begins(String text, String[] with) {
        for (String each : with) {
            if (text.startsWith(each)) {
                return true;
            }
        }
        return false;
    }

    int own() {
        return own;
    }

    /** Whether there is any rule at all. */
    boolean any() {
        return all > 0;
    }

    /** Where the first of its own rules stand. */
    List<String> places() {
        return List.copyOf(places);
    }
}
