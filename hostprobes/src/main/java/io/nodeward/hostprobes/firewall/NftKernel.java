package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.Netlink;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel tells of nftables, by the messages of linux/netfilter/nf_tables.h. Each list is asked for once, when it is
 * first needed. Needs CAP_NET_ADMIN in the namespace.
 */
final class NftKernel {

    private static final int SUBSYSTEM = 10 << 8;
    private static final int NEW_TABLE = SUBSYSTEM;
    private static final int GET_TABLE = SUBSYSTEM | 1;
    private static final int NEW_CHAIN = SUBSYSTEM | 3;
    private static final int GET_CHAIN = SUBSYSTEM | 4;
    private static final int NEW_RULE = SUBSYSTEM | 6;
    private static final int GET_RULE = SUBSYSTEM | 7;
    private static final int NEW_SET = SUBSYSTEM | 9;
    private static final int GET_SET = SUBSYSTEM | 10;
    private static final int NEW_ELEMENT = SUBSYSTEM | 12;
    private static final int GET_ELEMENT = SUBSYSTEM | 13;
    /** struct nfgenmsg before the attributes. */
    private static final int HEAD = 4;

    private static final int DORMANT = 1;

    private final Netlink netlink;
    private final Map<String, List<byte[]>> rules = new HashMap<>();
    private final Map<String, NftSet> sets = new HashMap<>();

    NftKernel(Netlink netlink) {
        this.netlink = netlink;
    }

    /** @param dormant whether its rules are switched off */
    record Table(int family, String name, boolean dormant) {
        String shown() {
            return Chain.familyName(family) + " " + name;
        }
    }

    List<Table> tables() throws NetlinkException {
        List<Table> tables = new ArrayList<>();
        for (Netlink.Message message : netlink.dump(GET_TABLE, request(0, "", "", 0))) {
            if (message.type() != NEW_TABLE || message.body().length < HEAD) {
                continue;
            }
            String name = "";
            boolean dormant = false;
            Attributes attributes = attributes(message);
            while (attributes.next()) {
                name = attributes.type() == 1 ? attributes.text() : name;
                dormant |= attributes.type() == 2 && (attributes.number() & DORMANT) != 0;
            }
            whole(attributes);
            tables.add(new Table(message.body()[0], name, dormant));
        }
        return tables;
    }

    List<Chain> chains() throws NetlinkException {
        List<Chain> chains = new ArrayList<>();
        for (Netlink.Message message : netlink.dump(GET_CHAIN, request(0, "", "", 0))) {
            if (message.type() == NEW_CHAIN && message.body().length >= HEAD) {
                chains.add(chain(message));
            }
        }
        return chains;
    }

    private static Chain chain(Netlink.Message message) throws NetlinkException {
        String table = "";
        String name = "";
        String type = "";
        int hook = -1;
        int priority = 0;
        boolean drops = false;
        Attributes attributes = attributes(message);
        while (attributes.next()) {
            switch (attributes.type()) {
                case 1 -> table = attributes.text();
                case 3 -> name = attributes.text();
                case 4 -> {
                    Attributes hooks = attributes.nested();
                    hook = 0;
                    while (hooks.next()) {
                        hook = hooks.type() == 1 ? hooks.number() : hook;
                        priority = hooks.type() == 2 ? hooks.number() : priority;
                    }
                    whole(hooks);
                }
                case 5 -> drops = attributes.number() == 0;
                case 7 -> type = attributes.text();
                default -> {}
            }
        }
        whole(attributes);
        return new Chain(message.body()[0], table, name, hook, priority, drops, type);
    }

    /** The rules of a chain in their order, each the attributes of a message. */
    List<byte[]> rules(Chain chain) throws NetlinkException {
        String key = chain.family() + "\0" + chain.table() + "\0" + chain.name();
        List<byte[]> known = rules.get(key);
        if (known != null) {
            return known;
        }
        List<byte[]> found = new ArrayList<>();
        for (Netlink.Message message :
                netlink.dump(GET_RULE, request(chain.family(), chain.table(), chain.name(), 2))) {
            // kernels before 4.13 give those of all chains
            if (message.type() == NEW_RULE
                    && message.body().length >= HEAD
                    && message.body()[0] == chain.family()
                    && text(message, 1).equals(chain.table())
                    && text(message, 2).equals(chain.name())) {
                found.add(message.body());
            }
        }
        rules.put(key, found);
        return found;
    }

    /** The expressions of a rule. */
    static Attributes expressions(byte[] rule) throws NetlinkException {
        Attributes attributes = new Attributes(rule, HEAD, rule.length);
        while (attributes.next()) {
            if (attributes.type() == 4) {
                return attributes.nested();
            }
        }
        whole(attributes);
        return new Attributes(rule, 0, 0);
    }

    /** A set with its elements. */
    NftSet set(int family, String table, String name) throws NetlinkException {
        String key = family + "\0" + table + "\0" + name;
        NftSet known = sets.get(key);
        if (known != null) {
            return known;
        }
        NftSet set = null;
        for (Netlink.Message message : netlink.dump(GET_SET, request(family, table, "", 0))) {
            if (message.type() == NEW_SET
                    && message.body().length >= HEAD
                    && message.body()[0] == family
                    && text(message, 1).equals(table)
                    && text(message, 2).equals(name)) {
                int flags = 0;
                int length = 0;
                Attributes attributes = attributes(message);
                while (attributes.next()) {
                    flags = attributes.type() == 3 ? attributes.number() : flags;
                    length = attributes.type() == 5 ? attributes.number() : length;
                }
                set = new NftSet(flags, length);
            }
        }
        if (set == null) {
            throw new NetlinkException("names the set " + name + ", which is not there");
        }
        for (Netlink.Message message : netlink.dump(GET_ELEMENT, request(family, table, name, 2))) {
            if (message.type() == NEW_ELEMENT && message.body().length >= HEAD) {
                set.add(attributes(message));
            }
        }
        set.complete();
        sets.put(key, set);
        return set;
    }

    private static Attributes attributes(Netlink.Message message) {
        return new Attributes(message.body(), HEAD, message.body().length);
    }

    private static String text(Netlink.Message message, int type) {
        Attributes attributes = attributes(message);
        while (attributes.next()) {
            if (attributes.type() == type) {
                return attributes.text();
            }
        }
        return "";
    }

    static void whole(Attributes attributes) throws NetlinkException {
        if (attributes.broken()) {
            throw new NetlinkException("is told in no way that is understood");
        }
    }

    /** @param second the attribute that {@code name} is, with the table's being the first */
    private static byte[] request(int family, String table, String name, int second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(family);
        out.write(0);
        out.write(0);
        out.write(0);
        if (!table.isEmpty()) {
            Netlink.put(out, 1, table);
        }
        if (!name.isEmpty()) {
            Netlink.put(out, second, name);
        }
        return out.toByteArray();
    }
}
