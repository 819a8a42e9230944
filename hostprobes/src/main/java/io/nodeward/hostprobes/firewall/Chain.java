package io.nodeward.hostprobes.firewall;

/**
 * A chain of rules of nftables.
 *
 * @param family as linux/netfilter.h numbers them: {@link #INET}, {@link #IPV4}, {@link #IPV6}, {@link #NETDEV}
 * @param hook where the kernel hands packets to it; negative for one that is only jumped to
 * @param drops whether a packet that no rule takes is dropped
 */
record Chain(int family, String table, String name, int hook, int priority, boolean drops, String type) {

    static final int INET = 1;
    static final int IPV4 = 2;
    static final int NETDEV = 5;
    static final int IPV6 = 10;

    static final int PREROUTING = 0;
    static final int INPUT = 1;
    static final int FORWARD = 2;
    /** Of the family inet. */
    static final int INGRESS = 5;

    private static final String[] HOOKS = {"prerouting", "input", "forward", "output", "postrouting", "ingress"};

    boolean base() {
        return hook >= 0;
    }

    /** Whether packets of a version of IP come here. */
    boolean sees(boolean ipv6) {
        return family == INET || family == NETDEV || family == (ipv6 ? IPV6 : IPV4);
    }

    String hookName() {
        return family == NETDEV ? (hook == 0 ? "ingress" : "egress") : hook < HOOKS.length ? HOOKS[hook] : "";
    }

    static String familyName(int family) {
        return switch (family) {
            case INET -> "inet";
            case IPV4 -> "ip";
            case IPV6 -> "ip6";
            case NETDEV -> "netdev";
            case 3 -> "arp";
            case 7 -> "bridge";
            default -> "family " + family;
        };
    }

    String shown() {
        return familyName(family) + " " + table + " " + name;
    }
}
