package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sets of ipset as the kernel has them, by the messages of linux/netfilter/ipset/ip_set.h. Their heads are asked for
 * once, the members of one when a rule asks for it. Needs CAP_NET_ADMIN in the namespace.
 */
final class IpSets {

    static final String SOURCE = "the kernel's IP sets (netlink)";

    private static final int SUBSYSTEM = 6 << 8;
    private static final int LIST = SUBSYSTEM | 7;
    /** struct nfgenmsg before the attributes. */
    private static final int HEAD = 4;

    /** Of the protocol, in which sets have numbers, and the one before. */
    private static final int VERSION = 7;

    private static final int OLDER_VERSION = 6;
    private static final int NO_MEMBERS = 4;
    private static final int NETWORK_ORDER = 0x4000;
    private static final int UNSPECIFIED = 0;

    private final @Nullable Netlink netlink;
    private final String missing;
    private @Nullable List<IpSet> heads;
    private final Map<String, IpSet> whole = new HashMap<>();

    IpSets(Netlink netlink) {
        this.netlink = netlink;
        this.missing = "";
    }

    private IpSets(String missing) {
        this.netlink = null;
        this.missing = missing;
    }

    /** Those of a kernel that has none ({@code false}), or of which that cannot be told (null). */
    static IpSets none(@Nullable Boolean has) {
        return new IpSets(has == null ? "cannot be asked for without making the kernel load ip_set" : "");
    }

    /** All sets, without their members. */
    List<IpSet> all() throws NetlinkException {
        List<IpSet> known = heads;
        if (known != null) {
            return known;
        }
        if (!missing.isEmpty()) {
            throw new NetlinkException(missing);
        }
        try {
            known = list("", VERSION);
        } catch (NetlinkException e) {
            if (!e.olderProtocol()) {
                throw e;
            }
            known = list("", OLDER_VERSION);
        }
        heads = known;
        return known;
    }

    /**
     * How many of these packets a set takes.
     *
     * @param number the set's
     * @param parts how many parts of a packet are compared
     * @param sources a bit for each of them, set where it is of the source
     */
    Xtables.Match match(int number, int parts, int sources, Packet packet) throws NetlinkException {
        if (!missing.isEmpty()) {
            return Xtables.Match.UNKNOWN;
        }
        for (IpSet head : all()) {
            if (head.number() == number) {
                return match(head, parts, sources, packet);
            }
        }
        return Xtables.Match.UNKNOWN;
    }

    private Xtables.Match match(IpSet head, int parts, int sources, Packet packet) throws NetlinkException {
        // the kernel compares nothing then
        if (parts < head.parts().size() || head.family() != UNSPECIFIED && head.family() != family(packet)) {
            return Xtables.Match.of(Share.NONE);
        }
        IpSet set = members(head);
        if (!set.list()) {
            return set.match(sources, packet);
        }
        Share all = Share.NONE;
        boolean chosen = false;
        for (String name : set.names()) {
            for (IpSet one : all()) {
                if (one.name().equals(name)) {
                    Xtables.Match match = one.list() ? Xtables.Match.UNKNOWN : match(one, parts, sources, packet);
                    all = all.or(match.share());
                    chosen |= match.chosen();
                }
            }
        }
        return new Xtables.Match(all, chosen);
    }

    private static int family(Packet packet) {
        return packet.ipv6() ? Chain.IPV6 : Chain.IPV4;
    }

    private IpSet members(IpSet head) throws NetlinkException {
        IpSet known = whole.get(head.name());
        if (known != null) {
            return known;
        }
        for (IpSet set : list(head.name(), VERSION)) {
            if (set.name().equals(head.name())) {
                whole.put(head.name(), set);
                return set;
            }
        }
        throw new NetlinkException("names the set " + head.name() + ", which is not there");
    }

    /** One set with its members, or the heads of all where the name is empty. */
    private List<IpSet> list(String name, int version) throws NetlinkException {
        List<IpSet> sets = new ArrayList<>();
        Netlink asked = netlink;
        if (asked == null) {
            return sets;
        }
        for (Netlink.Message message : asked.dump(LIST, request(name, version))) {
            if (message.type() != LIST || message.body().length < HEAD) {
                continue;
            }
            Attributes attributes = new Attributes(message.body(), HEAD, message.body().length);
            // what did not fit into one message goes on in the next, with the name only
            IpSet last = sets.isEmpty() ? null : sets.getLast();
            IpSet set = IpSet.of(attributes, last);
            NftKernel.whole(attributes);
            if (set != last) {
                sets.add(set);
            }
        }
        return sets;
    }

    private static byte[] request(String name, int version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[HEAD]);
        Netlink.put(out, 1, new byte[] {(byte) version});
        if (name.isEmpty()) {
            Netlink.put(
                    out,
                    6 | NETWORK_ORDER,
                    ByteBuffer.allocate(4).putInt(NO_MEMBERS).array());
        } else {
            Netlink.put(out, 2, name);
        }
        return out.toByteArray();
    }
}
