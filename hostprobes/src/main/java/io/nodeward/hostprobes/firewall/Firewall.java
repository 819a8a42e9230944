package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kernel.KernelBuild;
import io.nodeward.hostprobes.netlink.NetlinkException;
import io.nodeward.hostprobes.network.Ipv6Only;
import io.nodeward.hostprobes.network.OpenSockets;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What filters packets, type Firewall, and by that how far each open socket can be reached. Both are found out while the
 * kernel can be asked, so that nothing of the host stays open.
 *
 * @param facts type Firewall
 * @param reach for each open socket, in their order, a fact: host, some or all
 */
public record Firewall(Group facts, List<Node> reach) {

    private static final int LIMIT = 1 << 20;
    /** A protocol that nothing on a node uses, and one that everybody may be given. */
    private static final int[] PROTOCOLS = {Packet.TCP, Packet.UDP};

    public static Firewall read(
            HostRoot root, KernelBuild build, OpenSockets sockets, Ipv6Only only, UnitStates units, FileFacts files) {
        Filters.Asked asked = Filters.ask(root, build);
        List<String> devices = devices(root);
        EarlyPrograms early = EarlyPrograms.read(root, devices);
        Unknown programs = early.doubt(root);
        try (Filters filters = asked.filters()) {
            Group.Builder facts = Group.builder();
            live(facts, filters, asked.why(), root, devices, programs);
            early.put(facts);
            facts.put("ip_sets", sets(filters, asked.why()));
            new Loaders(root, units).put(facts, files);
            List<Node> reach = new ArrayList<>();
            for (OpenSockets.Socket socket : sockets.sockets()) {
                reach.add(reach(socket, only.of(socket), filters, asked.why(), devices, programs));
            }
            return new Firewall(facts.build(), reach);
        }
    }

    private static void live(
            Group.Builder facts,
            @Nullable Filters filters,
            Unknown why,
            HostRoot root,
            List<String> devices,
            @Nullable Unknown programs) {
        if (filters == null) {
            for (String name : new String[] {"backends", "own_rules", "own_places", "dormant"}) {
                facts.put(name, why);
            }
            facts.put("ipv4", version(null, why, false, root, devices, programs));
            facts.put("ipv6", version(null, why, true, root, devices, programs));
            return;
        }
        try {
            RuleCount nft = filters.nftRules();
            RuleCount legacy = filters.legacyRules();
            List<String> backends = new ArrayList<>();
            if (nft.any()) {
                backends.add("nftables");
            }
            if (legacy.any()) {
                backends.add("iptables-legacy");
            }
            List<String> places = new ArrayList<>(nft.places());
            places.addAll(legacy.places());
            List<String> dormant = new ArrayList<>();
            for (NftKernel.Table table : filters.tables()) {
                if (table.dormant()) {
                    dormant.add(table.shown());
                }
            }
            String source = Filters.NFTABLES + ", " + Filters.IPTABLES;
            facts.put("backends", backends, source);
            facts.put("own_rules", (long) nft.own() + legacy.own(), source);
            facts.put("own_places", places, source);
            facts.put("dormant", dormant, Filters.NFTABLES);
        } catch (NetlinkException e) {
            Unknown unknown = new Unknown(String.valueOf(e.getMessage()), Filters.NFTABLES);
            for (String name : new String[] {"backends", "own_rules", "own_places", "dormant"}) {
                facts.put(name, unknown);
            }
        }
        facts.put("ipv4", version(filters, why, false, root, devices, programs));
        facts.put("ipv6", version(filters, why, true, root, devices, programs));
    }

    /** Type PacketFilter. */
    private static Group version(
            @Nullable Filters filters,
            Unknown why,
            boolean ipv6,
            HostRoot root,
            List<String> devices,
            @Nullable Unknown programs) {
        Group.Builder facts = Group.builder().put("used", ipv6 ? usedIpv6(root) : new Known(true, "IPv4"));
        if (filters == null) {
            return facts.put("input", why)
                    .put("forward", why)
                    .put("input_closed", why)
                    .put("forward_blocked", why)
                    .build();
        }
        try {
            String input = Filters.NFTABLES + ", hook input";
            String forward = Filters.NFTABLES + ", hook forward";
            facts.put("input", filters.policies(Chain.INPUT, ipv6), input);
            facts.put("forward", filters.policies(Chain.FORWARD, ipv6), forward);
            Share in = Share.NONE;
            Share through = Share.NONE;
            for (int protocol : PROTOCOLS) {
                Packet packet =
                        new Packet(ipv6, protocol, Packet.UNNAMED, null, devices.isEmpty() ? null : devices, false);
                in = in.or(filters.passed(packet));
                through = through.or(filters.passed(new Packet(ipv6, protocol, Packet.UNNAMED, null, null, true)));
            }
            Node closed = in.most() <= Share.FEW
                    ? new Known(true, input)
                    : in.least() < Share.MANY ? beyond(input) : programs == null ? new Known(false, input) : programs;
            Node blocked = through.none()
                    ? new Known(true, forward)
                    : through.least() > Share.NO ? new Known(false, forward) : beyond(forward);
            facts.put("input_closed", closed).put("forward_blocked", blocked);
        } catch (NetlinkException e) {
            Unknown unknown = new Unknown(String.valueOf(e.getMessage()), Filters.NFTABLES);
            facts.put("input", unknown).put("forward", unknown);
            facts.put("input_closed", unknown).put("forward_blocked", unknown);
        }
        return facts.build();
    }

    /** The sets of ipset, each as {@code name: hash:ip, 3 members}. */
    private static Node sets(@Nullable Filters filters, Unknown why) {
        if (filters == null) {
            return why;
        }
        try {
            List<String> shown = new ArrayList<>();
            for (IpSet set : filters.sets().all()) {
                shown.add(set.shown());
            }
            return new Known(shown, IpSets.SOURCE);
        } catch (NetlinkException e) {
            return new Unknown(String.valueOf(e.getMessage()), IpSets.SOURCE);
        }
    }

    private static Unknown beyond(String source) {
        return new Unknown("has rules of which it cannot be told what they let through", source);
    }

    /** How far a socket can be reached. */
    private static Node reach(
            OpenSockets.Socket socket,
            @Nullable Boolean only,
            @Nullable Filters filters,
            Unknown why,
            List<String> devices,
            @Nullable Unknown programs) {
        if (socket.loopback()) {
            return new Known("host", socket.source());
        }
        if (filters == null) {
            return why;
        }
        try {
            int protocol = socket.udp() ? Packet.UDP : Packet.TCP;
            byte[] address = socket.wildcard() ? null : socket.address();
            Packet packet = new Packet(socket.ipv6(), protocol, socket.port(), address, null, false);
            Reach reach = Reach.of(filters, packet, devices);
            if (socket.ipv6() && socket.wildcard() && !Boolean.TRUE.equals(only)) {
                Reach four = Reach.of(filters, new Packet(false, protocol, socket.port(), null, null, false), devices);
                // it may take both, which only its owner knows; what is surely open stays so
                reach = Boolean.FALSE.equals(only)
                        ? reach.wider(four)
                        : reach == four || reach == Reach.ALL ? reach : Reach.UNKNOWN;
            }
            if (socket.linkLocal() && reach != Reach.HOST) {
                reach = Reach.SOME;
            }
            if (reach == Reach.ALL && programs != null) {
                return programs;
            }
            String source = Filters.NFTABLES + ", " + Filters.IPTABLES;
            return reach == Reach.UNKNOWN ? beyond(source) : new Known(reach.word(), source);
        } catch (NetlinkException e) {
            return new Unknown(String.valueOf(e.getMessage()), Filters.NFTABLES);
        }
    }

    /** The devices through which the rest of the world is reached. */
    private static List<String> devices(HostRoot root) {
        List<String> devices = new ArrayList<>();
        if (root.text("/proc/1/net/route", LIMIT) instanceof Read.Found<String>(String text)) {
            for (Lines.Line line : Lines.of(text)) {
                List<String> words = Lines.words(line.text());
                if (words.size() > 7
                        && words.get(1).equals("00000000")
                        && words.get(7).equals("00000000")
                        && !devices.contains(words.getFirst())) {
                    devices.add(words.getFirst());
                }
            }
        }
        if (root.text("/proc/1/net/ipv6_route", LIMIT) instanceof Read.Found<String>(String text)) {
            String zero = "00000000000000000000000000000000";
            for (Lines.Line line : Lines.of(text)) {
                List<String> words = Lines.words(line.text());
                if (words.size() > 9
                        && words.getFirst().equals(zero)
                        && words.get(1).equals("00")
                        && !words.get(9).equals("lo")
                        && !devices.contains(words.get(9))) {
                    devices.add(words.get(9));
                }
            }
        }
        return devices;
    }

    /** Whether the host has an address of IPv6 beyond its own links. */
    private static Node usedIpv6(HostRoot root) {
        String path = "/proc/1/net/if_inet6";
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Failed<String> failed) {
            return failed.unknown();
        }
        if (!(read instanceof Read.Found<String>(String text))) {
            return root.live() ? new Known(false, path) : new Unknown("only a running host can tell", path, true);
        }
        for (Lines.Line line : Lines.of(text)) {
            // scope 00 is global
            List<String> words = Lines.words(line.text());
            if (words.size() > 5 && words.get(3).equals("00") && !words.get(5).equals("lo")) {
                return new Known(true, path + ":" + line.number());
            }
        }
        return new Known(false, path);
    }
}
