package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.firewall.Value.Kind;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table of the old iptables as the kernel keeps it (linux/netfilter_ipv4/ip_tables.h, ip6_tables.h): rules one after the
 * other, chains by where they begin.
 */
final class LegacyTable {

    /** Bytes of struct ipt_getinfo and before the rules in struct ipt_get_entries. */
    static final int INFORMATION = 84;

    static final int ENTRIES_HEAD = 40;

    private static final int NAME = 32;
    private static final int RETURN = -5;
    private static final int GOTO = 2;
    private static final int GOTO_6 = 4;
    private static final int MOST = 64 << 20;
    private static final String[] HOOKS = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};

    private final String name;
    private final boolean ipv6;
    private final int hooks;
    private final int[] begin = new int[5];
    private final int[] policy = new int[5];
    private final int size;
    private ByteBuffer rules = ByteBuffer.allocate(0);
    /** Where chains begin, with their names. */
    private final Map<Integer, String> chains = new TreeMap<>();

    /** @param information what the kernel wrote into struct ipt_getinfo */
    LegacyTable(String name, boolean ipv6, byte[] information) throws NetlinkException {
        this.name = name;
        this.ipv6 = ipv6;
        ByteBuffer buffer = ByteBuffer.wrap(information).order(ByteOrder.nativeOrder());
        this.hooks = buffer.getInt(NAME);
        for (int i = 0; i < 5; i++) {
            begin[i] = buffer.getInt(NAME + 4 + 4 * i);
            policy[i] = buffer.getInt(NAME + 24 + 4 * i);
        }
        this.size = buffer.getInt(NAME + 48);
        if (size < 0 || size > MOST) {
            throw new NetlinkException("is more than is read");
        }
    }

    /** The request for a table, with room for the answer. */
    static byte[] request(String name, int length) {
        byte[] request = new byte[length];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, request, 0, Math.min(text.length, NAME - 1));
        return request;
    }

    byte[] entriesRequest() {
        byte[] request = request(name, ENTRIES_HEAD + size);
        ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putInt(NAME, size);
        return request;
    }

    /** Takes what the kernel wrote into struct ipt_get_entries. */
    void entries(byte[] answer) throws NetlinkException {
        ByteBuffer whole = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
        rules = whole.slice(ENTRIES_HEAD, answer.length - ENTRIES_HEAD).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 5; i++) {
            if ((hooks & 1 << i) != 0) {
                chains.put(begin[i], HOOKS[i]);
            }
        }
        for (int at = 0; at < rules.limit(); at = next(at)) {
            int target = target(at);
            if (text(target + 2, 29).equals("ERROR") && next(at) < rules.limit()) {
                chains.put(next(at), text(target + 32, 30));
            }
        }
    }

    String name() {
        return name;
    }

    String shown() {
        return (ipv6 ? "ip6tables" : "iptables") + " " + name;
    }

    boolean ipv6() {
        return ipv6;
    }

    boolean has(int hook) {
        return (hooks & 1 << hook) != 0;
    }

    /** Whether what no rule takes is dropped at a hook. */
    boolean drops(int hook) throws NetlinkException {
        return verdict(policy[hook]) == -1;
    }

    /** Rules that are not of others, and whether there is any rule at all, as in {@link RuleCount}. */
    void count(RuleCount count) throws NetlinkException {
        String chain = "";
        for (int at = 0; at < rules.limit(); at = next(at)) {
            chain = chains.getOrDefault(at, chain);
            int target = target(at);
            String does = text(target + 2, 29);
            boolean end = at == policyOf(at) || does.equals("ERROR") || next(at) >= rules.limit() || endsChain(at);
            if (!end) {
                int jump = does.isEmpty() ? verdict(at) : -1;
                String to = jump >= 0 ? chains.getOrDefault(jump, "") : "";
                count.rule(shown(), chain, to, comment(at));
            }
        }
    }

    private int policyOf(int at) {
        for (int i = 0; i < 5; i++) {
            if ((hooks & 1 << i) != 0 && policy[i] == at) {
                return at;
            }
        }
        return -1;
    }

    /** The return at the end of a chain that somebody made is no rule of anybody's. */
    private boolean endsChain(int at) throws NetlinkException {
        int following = next(at);
        return text(target(following) + 2, 29).equals("ERROR")
                && text(target(at) + 2, 29).isEmpty()
                && verdict(at) == RETURN;
    }

    private String comment(int at) throws NetlinkException {
        int target = target(at);
        for (int match = at + head(); match < target; match += matchSize(match, target)) {
            if (text(match + 2, 29).equals("comment")) {
                return text(match + 32, Math.min(256, target - match - 32));
            }
        }
        return "";
    }

    /** How many of these packets the chain at a hook lets through. */
    Share passed(int hook, Packet packet, IpSets sets) throws NetlinkException {
        Fate fate = new Fate();
        Share left = chain(begin[hook], Share.ALL, packet, sets, fate);
        if (drops(hook)) {
            fate.drop(left);
        } else {
            fate.accept(left);
        }
        return fate.passed();
    }

    private Share chain(int from, Share given, Packet packet, IpSets sets, Fate fate) throws NetlinkException {
        if (!fate.enter()) {
            return Share.UNKNOWN;
        }
        Share rest = given;
        Share back = Share.NONE;
        int at = from;
        while (!rest.none() && at < rules.limit() && at != policyOf(at)) {
            if (!fate.step()) {
                rest = Share.UNKNOWN;
                break;
            }
            int target = target(at);
            String does = text(target + 2, 29);
            if (does.equals("ERROR")) {
                break;
            }
            Xtables.Match match = matches(at, target, packet, sets);
            Share share = match.share();
            Share these = rest.and(share);
            boolean chosen = match.chosen();
            int code = does.isEmpty() ? verdict(at) : 0;
            if (these.none()) {
                // not its business
            } else if (does.isEmpty() && code == RETURN) {
                back = back.or(chosen ? new Share(Share.NO, these.most()) : these);
                rest = chosen ? new Share(Share.NO, rest.most()) : rest.and(share.not());
            } else if (does.isEmpty() && code >= 0) {
                if (code != next(at)) {
                    int before = fate.events();
                    Share out = chain(code, chosen ? new Share(Share.NO, these.most()) : these, packet, sets, fate);
                    boolean leaves = (rules.get(at + (ipv6 ? 131 : 82)) & (ipv6 ? GOTO_6 : GOTO)) != 0;
                    if (fate.events() != before || leaves) {
                        rest = rest.and(chosen ? Share.UNKNOWN : share.not());
                        if (leaves) {
                            back = back.or(out);
                        } else {
                            rest = rest.or(out);
                        }
                    }
                }
            } else if (does.isEmpty() && code == -2) {
                fate.accept(these);
                rest = rest.and(share.not());
            } else if (does.isEmpty() ? code == -1 : Xtables.target(does) == Xtables.Effect.DROP) {
                if (!chosen) {
                    fate.drop(these);
                    rest = rest.and(share.not());
                }
            } else if (does.isEmpty() || Xtables.target(does) == Xtables.Effect.UNKNOWN) {
                fate.lose(these);
                rest = new Share(Share.NO, rest.most());
            }
            at = next(at);
        }
        fate.leave();
        return back.or(rest);
    }

    /** What struct ipt_ip or ip6t_ip6 asks for, and then the matches. */
    private Xtables.Match matches(int at, int target, Packet packet, IpSets sets) throws NetlinkException {
        int length = ipv6 ? 16 : 4;
        int inverted = rules.get(at + (ipv6 ? 132 : 83));
        Share share = address(at, at + 2 * length, Kind.SOURCE, length, packet);
        share = (inverted & 8) == 0 ? share : share.not();
        byte[] own = packet.address();
        Share to = own != null && own.length == length
                ? Share.of(same(at + length, at + 3 * length, own))
                : address(at + length, at + 3 * length, packet.forwarded() ? Kind.SOURCE : Kind.OWN, length, packet);
        share = share.and((inverted & 16) == 0 ? to : to.not());
        share = share.and(device(at + 4 * length, packet, (inverted & 1) != 0));
        if (packet.forwarded() && rules.get(at + 4 * length + 16) != 0) {
            share = share.and(new Share(Share.FEW, Share.MANY));
        } else if (rules.get(at + 4 * length + 16) != 0) {
            share = share.and(Share.UNKNOWN);
        }
        int protocol = rules.getShort(at + (ipv6 ? 128 : 80)) & 0xFFFF;
        Share its = protocol == 0 ? Share.ALL : Share.of(protocol == packet.protocol());
        share = share.and((inverted & 64) == 0 ? its : its.not());
        if (!ipv6 && (rules.get(at + 82) & 1) != 0) {
            // only of later fragments, of which a connection cannot begin
            share = share.and((inverted & 32) == 0 ? Share.NONE : Share.ALL);
        }
        boolean chosen = false;
        for (int match = at + head(); match < target && !share.none(); match += matchSize(match, target)) {
            int size = matchSize(match, target);
            byte[] data = new byte[size - 32];
            rules.get(match + 32, data);
            Xtables.Match each = Xtables.match(text(match + 2, 29), rules.get(match + 31) & 0xFF, data, packet, sets);
            share = share.and(each.share());
            chosen |= each.chosen();
        }
        return new Xtables.Match(share, chosen);
    }

    private Share address(int at, int mask, Kind kind, int length, Packet packet) {
        byte[] from = new byte[length];
        byte[] to = new byte[length];
        for (int i = 0; i < length; i++) {
            from[i] = rules.get(at + i);
            to[i] = (byte) (from[i] | ~rules.get(mask + i));
        }
        return Value.of(kind, length).within(from, to, packet);
    }

    private boolean same(int at, int mask, byte[] address) {
        for (int i = 0; i < address.length; i++) {
            if ((address[i] & rules.get(mask + i)) != (rules.get(at + i) & rules.get(mask + i))) {
                return false;
            }
        }
        return true;
    }

    /** The name of a device and, 32 bytes on, which of its bytes count: not the NUL at its end where it means a beginning. */
    private Share device(int at, Packet packet, boolean inverted) {
        StringBuilder text = new StringBuilder();
        int counted = 0;
        for (int i = 0; i < 16; i++) {
            counted += rules.get(at + 32 + i) == 0 ? 0 : 1;
            if (text.length() == i && rules.get(at + i) != 0) {
                text.append((char) (rules.get(at + i) & 0xFF));
            }
        }
        if (counted == 0) {
            return Share.ALL;
        }
        boolean beginning = counted <= text.length();
        Share share = packet.comesBy(beginning ? text.substring(0, counted) : text.toString(), beginning);
        return inverted ? share.not() : share;
    }

    private int head() {
        return ipv6 ? 168 : 112;
    }

    private int target(int at) throws NetlinkException {
        check(at, head());
        int offset = rules.getShort(at + head() - 24 + (ipv6 ? -4 : 0)) & 0xFFFF;
        check(at + offset, 32);
        return at + offset;
    }

    private int next(int at) throws NetlinkException {
        check(at, head());
        int offset = rules.getShort(at + head() - 22 + (ipv6 ? -4 : 0)) & 0xFFFF;
        if (offset < head()) {
            throw new NetlinkException("is told in no way that is understood");
        }
        return at + offset;
    }

    private int matchSize(int match, int target) throws NetlinkException {
        check(match, 32);
        int size = rules.getShort(match) & 0xFFFF;
        if (size < 32 || match + size > target) {
            throw new NetlinkException("is told in no way that is understood");
        }
        return size;
    }

    /** Of a rule with the standard target: beginning of a chain, or a verdict below zero. */
    private int verdict(int at) throws NetlinkException {
        int target = target(at);
        check(target, 36);
        return rules.getInt(target + 32);
    }

    private String text(int at, int most) throws NetlinkException {
        check(at, 0);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < most && at + i < rules.limit() && rules.get(at + i) != 0; i++) {
            text.append((char) (rules.get(at + i) & 0xFF));
        }
        return text.toString();
    }

    private void check(int at, int length) throws NetlinkException {
        if (at < 0 || at + length > rules.limit()) {
            throw new NetlinkException("is told in no way that is understood");
        }
    }
}
