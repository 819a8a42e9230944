package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Matches and targets of iptables by the structures of linux/netfilter/xt_*.h, which the old iptables and the one on top of
 * nftables share.
 */
final class Xtables {

    private static final int NEW = 8;
    private static final int SYN = 2;
    private static final int LOCAL = 4;
    private static final int STATE = 1;
    private static final int STATE_ALIAS = 1 << 13;
    private static final int SET_NOT_MEANT = 1 << 7;

    private Xtables() {}

    /**
     * What a match says.
     *
     * @param chosen whether the sender, or how much is sent, decides that: nobody is kept out for long by a rule that drops then
     */
    record Match(Share share, boolean chosen) {
        static final Match UNKNOWN = new Match(Share.UNKNOWN, false);
        static final Match CHOSEN = new Match(Share.ALL, true);

        static Match of(Share share) {
            return new Match(share, false);
        }
    }

    /** What becomes of packets that a target takes, of those that are not verdicts by themselves. */
    enum Effect {
        DROP,
        ACCEPT,
        GO_ON,
        UNKNOWN
    }

    static Match match(String name, int revision, byte[] data, Packet packet, IpSets sets) throws NetlinkException {
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.nativeOrder());
        return switch (name) {
            case "comment" -> Match.of(Share.ALL);
            case "tcp" -> data.length < 12 ? Match.UNKNOWN : tcp(buffer, packet);
            case "udp" -> data.length < 9 ? Match.UNKNOWN : udp(buffer, packet);
            case "multiport" -> revision != 1 || data.length < 48 ? Match.UNKNOWN : multiport(buffer, packet);
            case "state" -> data.length < 4 ? Match.UNKNOWN : Match.of(Share.of((buffer.getInt(0) & NEW) != 0));
            case "conntrack" -> revision != 3 || data.length < 154 ? Match.UNKNOWN : conntrack(buffer);
            case "addrtype" -> revision != 1 || data.length < 8 ? Match.UNKNOWN : addressType(buffer, packet);
            case "set" -> set(revision, buffer, packet, sets);
            case "iprange" -> data.length < 65 ? Match.UNKNOWN : range(data[64]);
            case "icmp", "icmp6" -> Match.of(Share.NONE);
            case "limit",
                    "hashlimit",
                    "connlimit",
                    "connbytes",
                    "rpfilter",
                    "ttl",
                    "hl",
                    "length",
                    "tos",
                    "dscp",
                    "ecn",
                    "tcpmss",
                    "statistic",
                    "string" -> Match.CHOSEN;
            default -> Match.UNKNOWN;
        };
    }

    /** struct xt_udp */
    private static Match udp(ByteBuffer buffer, Packet packet) {
        return packet.protocol() == Packet.UDP ? ports(buffer, buffer.get(8), packet) : Match.of(Share.NONE);
    }

    /** struct xt_tcp */
    private static Match tcp(ByteBuffer buffer, Packet packet) {
        if (packet.protocol() != Packet.TCP) {
            return Match.of(Share.NONE);
        }
        int inverted = buffer.get(11);
        Match ports = ports(buffer, inverted, packet);
        int mask = buffer.get(9);
        boolean flags = (SYN & mask) == (buffer.get(10) & mask) ^ (inverted & 4) != 0;
        boolean option = buffer.get(8) != 0;
        return new Match(flags ? ports.share() : Share.NONE, ports.chosen() || option);
    }

    /** Source ports, then destination ports, each from and to. */
    private static Match ports(ByteBuffer buffer, int inverted, Packet packet) {
        boolean anySource =
                (buffer.getShort(0) & 0xFFFF) == 0 && (buffer.getShort(2) & 0xFFFF) == 0xFFFF && (inverted & 1) == 0;
        int from = buffer.getShort(4) & 0xFFFF;
        int to = buffer.getShort(6) & 0xFFFF;
        Share share = packet.goesTo(from, to);
        return new Match((inverted & 2) == 0 ? share : share.not(), !anySource);
    }

    /** struct xt_multiport_v1 */
    private static Match multiport(ByteBuffer buffer, Packet packet) {
        boolean source = buffer.get(0) != 1;
        int count = Math.min(15, buffer.get(1) & 0xFF);
        Share share = Share.NONE;
        for (int i = 0; i < count; i++) {
            int from = buffer.getShort(2 + 2 * i) & 0xFFFF;
            boolean range = buffer.get(32 + i) != 0 && i + 1 < count;
            int to = range ? buffer.getShort(2 + 2 * (i + 1)) & 0xFFFF : from;
            share = share.or(packet.goesTo(from, to));
            i += range ? 1 : 0;
        }
        if (source) {
            return Match.CHOSEN;
        }
        return Match.of(buffer.get(47) == 0 ? share : share.not());
    }

    /** struct xt_conntrack_mtinfo3, of which only the state is looked at; a new connection of no address that is translated. */
    private static Match conntrack(ByteBuffer buffer) {
        int flags = buffer.getShort(146) & 0xFFFF;
        int inverted = buffer.getShort(148) & 0xFFFF;
        if ((flags & ~STATE_ALIAS) != STATE) {
            return Match.UNKNOWN;
        }
        boolean matches = (buffer.getShort(150) & NEW) != 0;
        return Match.of(Share.of(matches ^ (inverted & STATE) != 0));
    }

    /** struct xt_addrtype_info_v1 */
    private static Match addressType(ByteBuffer buffer, Packet packet) {
        int source = buffer.getShort(0) & 0xFFFF;
        int destination = buffer.getShort(2) & 0xFFFF;
        int flags = buffer.getInt(4);
        if (source != 0 || destination == 0 || packet.forwarded()) {
            return Match.UNKNOWN;
        }
        boolean matches = (destination & LOCAL) != 0;
        return Match.of(Share.of(matches ^ (flags & 2) != 0));
    }

    /**
     * struct xt_set_info: the set's number, how many parts, flags of which the first inverts and the next ones say for each
     * part that it is of the source. Later revisions compare counters of the member too; and members that are not meant
     * are told apart in ways that are not followed.
     */
    private static Match set(int revision, ByteBuffer buffer, Packet packet, IpSets sets) throws NetlinkException {
        if (revision < 1 || revision > 4 || buffer.limit() < (revision < 3 ? 4 : 44)) {
            return Match.UNKNOWN;
        }
        boolean counts =
                revision > 2 && (buffer.get(revision == 3 ? 8 : 16) | buffer.get(revision == 3 ? 24 : 32)) != 0;
        int parts = buffer.get(2) & 0xFF;
        int flags = buffer.get(3) & 0xFF;
        if (counts || revision > 2 && (buffer.getInt(40) & SET_NOT_MEANT) != 0 || flags >> parts + 1 != 0) {
            return Match.UNKNOWN;
        }
        Match match = sets.match(buffer.getShort(0) & 0xFFFF, parts, flags >> 1, packet);
        return (flags & 1) == 0 ? match : new Match(match.share().not(), match.chosen());
    }

    /** The flags of struct xt_iprange_mtinfo. */
    private static Match range(int flags) {
        if ((flags & 3) != 1) {
            return Match.UNKNOWN;
        }
        return Match.of((flags & 16) == 0 ? Share.SOME : Share.MOST);
    }

    static Effect target(String name) {
        return switch (name) {
            case "REJECT", "DROP", "TARPIT" -> Effect.DROP;
            case "ACCEPT" -> Effect.ACCEPT;
            case "LOG",
                    "NFLOG",
                    "ULOG",
                    "MARK",
                    "CONNMARK",
                    "CONNSECMARK",
                    "SECMARK",
                    "NOTRACK",
                    "CT",
                    "TCPMSS",
                    "TCPOPTSTRIP",
                    "SET",
                    "CLASSIFY",
                    "TRACE",
                    "AUDIT",
                    "CHECKSUM",
                    "TOS",
                    "DSCP",
                    "TTL",
                    "HL",
                    "RATEEST",
                    "LED",
                    "IDLETIMER",
                    "HMARK",
                    "ECN" -> Effect.GO_ON;
            default -> Effect.UNKNOWN;
        };
    }
}
