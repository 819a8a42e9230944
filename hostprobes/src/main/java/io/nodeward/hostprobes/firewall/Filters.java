package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kernel.KernelBuild;
import io.nodeward.hostprobes.kernel.KernelParts;
import io.nodeward.hostprobes.netlink.HostNetwork;
import io.nodeward.hostprobes.netlink.NativeSocket;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packet filters of the host's network namespace as the kernel has them: nftables by netlink, tables of the old iptables
 * by getsockopt. Nothing is asked for that the kernel would have to load first. Close it after the last question.
 */
final class Filters implements Closeable {

    static final String NFTABLES = "the kernel's nftables (netlink)";
    static final String IPTABLES = "the kernel's iptables (getsockopt)";

    private static final int LIMIT = 1 << 20;
    private static final int IPV4_LEVEL = 0;
    private static final int IPV6_LEVEL = 41;
    private static final int GET_INFORMATION = 64;
    private static final int GET_ENTRIES = 65;
    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;

    private final @Nullable NativeSocket socket;
    private final @Nullable NftKernel kernel;
    private final List<NftKernel.Table> tables;
    private final List<Chain> chains;
    private final Map<String, Chain> index;
    private final List<LegacyTable> legacy;
    private final IpSets sets;

    private Filters(
            @Nullable NativeSocket socket,
            @Nullable NftKernel kernel,
            List<NftKernel.Table> tables,
            List<Chain> chains,
            List<LegacyTable> legacy,
            IpSets sets) {
        this.sets = sets;
        this.socket = socket;
        this.kernel = kernel;
        this.tables = tables;
        this.chains = chains;
        this.index = NftWalk.index(chains);
        this.legacy = legacy;
    }

    /** What there is, or why it cannot be told. */
    record Asked(@Nullable Filters filters, Unknown why) {}

    /** Asks the kernel of a running host. */
    static Asked ask(HostRoot root, KernelBuild build) {
        if (!root.live()) {
            return unknown("only a running host can tell", NFTABLES, true);
        }
        Unknown elsewhere = HostNetwork.elsewhere(root);
        if (elsewhere != null) {
            return new Asked(null, elsewhere);
        }
        Boolean has = KernelParts.has(root, build, "nf_tables", "NF_TABLES");
        if (has == null) {
            return unknown("cannot be asked for without making the kernel load nf_tables", NFTABLES, false);
        }
        List<String> four = new ArrayList<>();
        List<String> six = new ArrayList<>();
        Unknown hidden = names(root, "/proc/net/ip_tables_names", four);
        hidden = hidden == null ? names(root, "/proc/net/ip6_tables_names", six) : hidden;
        return hidden == null
                ? ask(has, KernelParts.has(root, build, "ip_set", "IP_SET"), four, six)
                : new Asked(null, hidden);
    }

    /** Which tables of the old iptables there are; to ask for another one would make it. */
    private static @Nullable Unknown names(HostRoot root, String path, List<String> names) {
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Found<String>(String text)) {
            names.addAll(Lines.words(text));
        }
        return read instanceof Read.Failed<String> failed ? failed.unknown() : null;
    }

    private static Asked unknown(String reason, String source, boolean expected) {
        return new Asked(null, new Unknown(reason, source, expected));
    }

    /**
     * Asks the kernel for the calling thread's own network namespace.
     *
     * @param sets whether it has those of ipset; null where that cannot be told
     */
    static Asked ask(boolean nftables, @Nullable Boolean sets, List<String> ipv4, List<String> ipv6) {
        NativeSocket socket = null;
        String source = IPTABLES;
        try {
            List<LegacyTable> legacy = new ArrayList<>();
            read(ipv4, false, legacy);
            read(ipv6, true, legacy);
            source = NFTABLES;
            if (!nftables && !Boolean.TRUE.equals(sets)) {
                return new Asked(new Filters(null, null, List.of(), List.of(), legacy, IpSets.none(sets)), none());
            }
            socket = NativeSocket.netlink(Netlink.NETFILTER);
            Netlink netlink = new Netlink(socket);
            IpSets listed = Boolean.TRUE.equals(sets) ? new IpSets(netlink) : IpSets.none(sets);
            return new Asked(
                    nftables
                            ? of(socket, netlink, legacy, listed)
                            : new Filters(socket, null, List.of(), List.of(), legacy, listed),
                    none());
        } catch (NetlinkException e) {
            if (socket != null) {
                socket.close();
            }
            return unknown(String.valueOf(e.getMessage()), source, false);
        }
    }

    /** For answers that come from somewhere. */
    static Filters of(@Nullable NativeSocket socket, Netlink netlink, List<LegacyTable> legacy, IpSets sets)
            throws NetlinkException {
        NftKernel kernel = new NftKernel(netlink);
        return new Filters(socket, kernel, kernel.tables(), kernel.chains(), legacy, sets);
    }

    private static Unknown none() {
        return new Unknown("is known", NFTABLES);
    }

    private static void read(List<String> names, boolean ipv6, List<LegacyTable> into) throws NetlinkException {
        if (names.isEmpty()) {
            return;
        }
        int level = ipv6 ? IPV6_LEVEL : IPV4_LEVEL;
        try (NativeSocket socket = NativeSocket.plain(ipv6 ? FAMILY_IPV6 : FAMILY_IPV4)) {
            for (String name : names) {
                byte[] information = LegacyTable.request(name, LegacyTable.INFORMATION);
                socket.option(level, GET_INFORMATION, information);
                LegacyTable table = new LegacyTable(name, ipv6, information);
                byte[] entries = table.entriesRequest();
                socket.option(level, GET_ENTRIES, entries);
                table.entries(entries);
                into.add(table);
            }
        }
    }

    List<NftKernel.Table> tables() {
        return tables;
    }

    List<Chain> chains() {
        return chains;
    }

    IpSets sets() {
        return sets;
    }

    List<LegacyTable> legacy() {
        return legacy;
    }

    /**
     * How many of these packets all filters let through that they pass: those before routing and at the hook itself. What
     * translates addresses is left out: it may lead a packet elsewhere, but does not keep it away.
     */
    Share passed(Packet packet) throws NetlinkException {
        int hook = packet.forwarded() ? Chain.FORWARD : Chain.INPUT;
        Share passed = Share.ALL;
        for (Chain chain : chains) {
            boolean before =
                    chain.hook() == Chain.PREROUTING || chain.hook() == Chain.INGRESS && chain.family() == Chain.INET;
            boolean counts = chain.family() == Chain.NETDEV
                    ? chain.hook() == 0
                    : chain.base()
                            && (before || chain.hook() == hook)
                            && !chain.type().equals("nat");
            if (kernel != null && counts && chain.sees(packet.ipv6()) && !dormant(chain)) {
                passed = passed.and(NftWalk.passed(kernel, sets, index, chain, packet));
            }
        }
        for (LegacyTable table : legacy) {
            if (table.ipv6() != packet.ipv6() || table.name().equals("nat")) {
                continue;
            }
            if (table.has(Chain.PREROUTING)) {
                passed = passed.and(table.passed(Chain.PREROUTING, packet, sets));
            }
            if (table.has(hook)) {
                passed = passed.and(table.passed(hook, packet, sets));
            }
        }
        return passed;
    }

    private boolean dormant(Chain chain) {
        for (NftKernel.Table table : tables) {
            if (table.dormant()
                    && table.family() == chain.family()
                    && table.name().equals(chain.table())) {
                return true;
            }
        }
        return false;
    }

    /** Base chains and policies at a hook, as {@code ip filter INPUT: drop}. */
    List<String> policies(int hook, boolean ipv6) throws NetlinkException {
        List<String> shown = new ArrayList<>();
        for (Chain chain : chains) {
            if (chain.hook() == hook && chain.sees(ipv6) && chain.family() != Chain.NETDEV) {
                shown.add(chain.shown() + ": policy " + (chain.drops() ? "drop" : "accept")
                        + (dormant(chain) ? " (dormant)" : ""));
            }
        }
        for (LegacyTable table : legacy) {
            if (table.ipv6() == ipv6 && table.has(hook)) {
                shown.add(table.shown() + (hook == Chain.INPUT ? " INPUT" : " FORWARD") + ": policy "
                        + (table.drops(hook) ? "DROP" : "ACCEPT"));
            }
        }
        return shown;
    }

    /** Rules of nftables, those of Kubernetes and the like by their chains only. */
    RuleCount nftRules() throws NetlinkException {
        RuleCount count = new RuleCount();
        for (Chain chain : chains) {
            if (RuleCount.foreignTable(chain.table()) || RuleCount.foreignChain(chain.name())) {
                count.foreign();
            } else if (kernel != null) {
                for (byte[] rule : kernel.rules(chain)) {
                    NftRule.Summary summary = NftRule.summary(rule);
                    count.rule(
                            Chain.familyName(chain.family()) + " " + chain.table(),
                            chain.name(),
                            summary.jump(),
                            summary.comment());
                }
            }
        }
        return count;
    }

    RuleCount legacyRules() throws NetlinkException {
        RuleCount count = new RuleCount();
        for (LegacyTable table : legacy) {
            table.count(count);
        }
        return count;
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
