package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of ipset: what a member consists of, by its type ({@code hash:net,port}), and the members if they were asked for. */
final class IpSet {

    /** How many members are kept; of more nothing is decided. */
    private static final int MOST = 100_000;
    /** The part of all addresses from which on those of a set are hardly named one by one. */
    private static final double WIDE = 0.1;

    private final String name;
    private final String type;
    private final int family;
    private final int number;
    private final long count;
    private final boolean masked;
    private final List<String> parts;
    private final List<IpSetMember> members = new ArrayList<>();
    private boolean undecided;

    private IpSet(String name, String type, int family, int number, long count, boolean masked) {
        this.name = name;
        this.type = type;
        this.family = family;
        this.number = number;
        this.count = count;
        this.masked = masked;
        this.parts = Lines.cut(type.substring(type.indexOf(':') + 1), ",");
    }

    /** @param before the set of the message before, which this one may go on with */
    static IpSet of(Attributes attributes, @Nullable IpSet before) throws NetlinkException {
        String name = "";
        String type = "";
        int family = 0;
        int number = -1;
        long count = -1;
        boolean masked = false;
        Attributes members = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case 2 -> name = attributes.text();
                case 3 -> type = attributes.text();
                case 5 -> family = attributes.unsigned(0);
                case 11 -> number = attributes.number();
                case 7 -> {
                    Attributes data = attributes.nested();
                    while (data.next()) {
                        count = data.type() == 24 ? data.number() & 0xFFFFFFFFL : count;
                        // netmask, bitmask, markmask: a member stands for more than itself
                        masked |= data.type() == 20 || data.type() == 12 || data.type() == 11;
                    }
                    NftKernel.whole(data);
                }
                case 8 -> members = attributes.nested();
                default -> {}
            }
        }
        IpSet set = type.isEmpty() && before != null && before.name.equals(name)
                ? before
                : new IpSet(name, type, family, number, count, masked);
        if (members != null) {
            set.add(members);
        }
        return set;
    }

    private void add(Attributes list) throws NetlinkException {
        while (list.next()) {
            if (members.size() >= MOST) {
                undecided = true;
                break;
            }
            members.add(IpSetMember.of(list.nested()));
        }
        NftKernel.whole(list);
    }

    String name() {
        return name;
    }

    int family() {
        return family;
    }

    /** By which rules name it; negative where the kernel does not tell. */
    int number() {
        return number;
    }

    List<String> parts() {
        return parts;
    }

    /** Whether its members are sets. */
    boolean list() {
        return type.equals("list:set");
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (IpSetMember member : members) {
            names.add(member.name());
        }
        return names;
    }

    String shown() {
        return name + ": " + type + (count < 0 ? "" : ", " + count + (count == 1 ? " member" : " members"));
    }

    /** @param sources a bit for each part, set where it is of the source */
    Xtables.Match match(int sources, Packet packet) {
        if (members.isEmpty()) {
            return Xtables.Match.of(Share.NONE);
        }
        if (masked || undecided || type.isEmpty()) {
            return Xtables.Match.UNKNOWN;
        }
        Share all = Share.NONE;
        boolean excepts = false;
        double covered = 0;
        for (IpSetMember member : members) {
            Share share = member.excepted() ? Share.NONE : member.match(parts, sources, packet);
            excepts |= member.excepted();
            covered += share.none() ? 0 : member.covers(parts, sources);
            all = all.or(share);
        }
        boolean chosen = false;
        for (int i = 0; i < parts.size(); i++) {
            chosen |= (sources & 1 << i) != 0 && parts.get(i).equals("port");
        }
        int most = covered > WIDE ? Share.EVERY : all.most();
        return new Xtables.Match(new Share(excepts ? Share.NO : all.least(), most), chosen);
    }
}
