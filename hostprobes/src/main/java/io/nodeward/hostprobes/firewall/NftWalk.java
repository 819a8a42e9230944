package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.firewall.Value.Kind;
import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows one kind of packet through a base chain of nftables. An expression that is not understood makes its rule one of
 * which nothing is known, never one that does nothing.
 */
final class NftWalk {

    private static final int NEW = 8;
    private static final int SYN = 2;
    private static final int WORDS = 20;

    private final NftKernel kernel;
    private final Map<String, Chain> chains;
    private final Packet packet;
    private final Fate fate = new Fate();

    private NftWalk(NftKernel kernel, Map<String, Chain> chains, Packet packet) {
        this.kernel = kernel;
        this.chains = chains;
        this.packet = packet;
    }

    /** Chains by their names. */
    static Map<String, Chain> index(List<Chain> chains) {
        Map<String, Chain> index = new HashMap<>();
        for (Chain chain : chains) {
            index.put(key(chain.family(), chain.table(), chain.name()), chain);
        }
        return index;
    }

    private static String key(int family, String table, String name) {
        return family + "\0" + table + "\0" + name;
    }

    /** How many of these packets a base chain lets through. */
    static Share passed(NftKernel kernel, Map<String, Chain> chains, Chain base, Packet packet)
            throws NetlinkException {
        NftWalk walk = new NftWalk(kernel, chains, packet);
        Share left = walk.chain(base, Share.ALL);
        if (base.drops()) {
            walk.fate.drop(left);
        } else {
            walk.fate.accept(left);
        }
        return walk.fate.passed();
    }

    /** Returns how many come back from a chain, or to its end. */
    private Share chain(Chain chain, Share given) throws NetlinkException {
        if (!fate.enter()) {
            return Share.UNKNOWN;
        }
        Share rest = given;
        Share back = Share.NONE;
        for (byte[] rule : kernel.rules(chain)) {
            if (rest.none()) {
                break;
            }
            if (!fate.step()) {
                rest = Share.UNKNOWN;
                break;
            }
            Rule walked = new Rule(chain, rest);
            walked.run(NftKernel.expressions(rule));
            rest = walked.rest;
            back = back.or(walked.back);
        }
        fate.leave();
        return back.or(rest);
    }

    /** One rule on its way from left to right. */
    private final class Rule {
        private final Chain chain;
        private final @Nullable Value[] registers = new Value[WORDS];
        private Share taken = Share.ALL;
        private boolean chosen;
        private Share rest;
        private Share back = Share.NONE;
        private boolean over;

        Rule(Chain chain, Share rest) {
            this.chain = chain;
            this.rest = rest;
        }

        void run(Attributes list) throws NetlinkException {
            while (!over && !taken.none() && list.next()) {
                Attributes expression = list.nested();
                String name = "";
                Attributes data = new Attributes(new byte[0], 0, 0);
                while (expression.next()) {
                    name = expression.type() == 1 ? expression.text() : name;
                    data = expression.type() == 2 ? expression.nested() : data;
                }
                NftKernel.whole(expression);
                step(name, data);
                NftKernel.whole(data);
            }
            NftKernel.whole(list);
        }

        private void step(String name, Attributes data) throws NetlinkException {
            switch (name) {
                case "counter", "log", "last", "notrack", "masq", "dup", "secmark", "flow_offload" -> {}
                case "meta" -> meta(data);
                case "payload" -> payload(data);
                case "ct" -> connection(data);
                case "fib" -> fib(data);
                case "bitwise" -> bitwise(data);
                case "cmp" -> compare(data);
                case "range" -> range(data);
                case "lookup" -> lookup(data);
                case "immediate" -> immediate(data);
                case "match" -> match(data);
                case "target" -> target(data);
                case "reject" -> decide(new NftVerdict(NftVerdict.DROP, ""), Share.ALL);
                case "limit", "connlimit", "dynset", "osf" -> chosen = true;
                case "socket", "rt", "exthdr", "byteorder", "hash", "numgen", "xfrm", "tunnel" -> opaque(data);
                case "objref" -> object(data);
                default -> lose();
            }
        }

        /** What this does with packets is not known. */
        private void lose() {
            fate.lose(rest.and(taken));
            rest = rest.and(new Share(Share.NO, Share.EVERY));
            over = true;
        }

        private void put(int register, Value value) {
            int word = word(register);
            if (word >= 0 && word < WORDS) {
                registers[word] = value;
            }
        }

        private Value get(int register, int length) {
            int word = word(register);
            Value value = word >= 0 && word < WORDS ? registers[word] : null;
            return value == null ? Value.of(Kind.OPAQUE, length) : value;
        }

        /** Four registers of 16 bytes, or the same space as sixteen of four. */
        private static int word(int register) {
            return register >= 8 ? register - 8 : (register - 1) * 4;
        }

        private void meta(Attributes data) {
            int register = 0;
            int key = -1;
            boolean sets = false;
            while (data.next()) {
                register = data.type() == 1 ? data.number() : register;
                key = data.type() == 2 ? data.number() : key;
                sets |= data.type() == 3;
            }
            if (!sets) {
                put(register, meta(key));
            }
        }

        private Value meta(int key) {
            return switch (key) {
                case 1 -> packet.ipv6() ? Value.known(0x86, 0xDD) : Value.known(8, 0);
                case 4 -> Value.of(Kind.DEVICE_NUMBER, 4);
                case 6 -> Value.of(Kind.DEVICE, 16);
                case 15 -> Value.known(packet.ipv6() ? Chain.IPV6 : Chain.IPV4);
                case 16 -> Value.known(packet.protocol());
                case 19 -> Value.known(0);
                // the device by which a forwarded packet leaves, groups of devices
                case 5, 7, 21 ->
                    packet.forwarded() || key == 21
                            ? Value.of(Kind.SOURCE, key == 7 ? 16 : 4)
                            : Value.of(Kind.OPAQUE, key == 7 ? 16 : 4);
                default -> Value.of(Kind.OPAQUE, 4);
            };
        }

        private void payload(Attributes data) {
            int register = 0;
            int base = -1;
            int offset = 0;
            int length = 0;
            boolean sets = false;
            while (data.next()) {
                switch (data.type()) {
                    case 1 -> register = data.number();
                    case 2 -> base = data.number();
                    case 3 -> offset = data.number();
                    case 4 -> length = data.number();
                    case 5 -> sets = true;
                    default -> {}
                }
            }
            if (!sets && length > 0 && length <= 64) {
                put(
                        register,
                        base == 1
                                ? network(offset, length)
                                : base == 2 ? transport(offset, length) : link(offset, length));
            }
        }

        private static Value link(int offset, int length) {
            return Value.of(offset >= 6 && offset + length <= 12 ? Kind.SOURCE : Kind.OPAQUE, length);
        }

        private Value network(int offset, int length) {
            int address = packet.ipv6() ? 16 : 4;
            int source = packet.ipv6() ? 8 : 12;
            int destination = source + address;
            if (offset == (packet.ipv6() ? 6 : 9) && length == 1) {
                return Value.known(packet.protocol());
            }
            if (offset >= source && offset + length <= destination) {
                return Value.of(offset == source ? Kind.SOURCE : Kind.OPAQUE, length);
            }
            if (offset >= destination && offset + length <= destination + address) {
                byte[] own = packet.address();
                if (own != null && own.length == address) {
                    byte[] part = new byte[length];
                    System.arraycopy(own, offset - destination, part, 0, length);
                    return new Value(Kind.KNOWN, part);
                }
                boolean whole = offset == destination;
                return Value.of(!whole ? Kind.OPAQUE : packet.forwarded() ? Kind.SOURCE : Kind.OWN, length);
            }
            return Value.of(offset + length <= source ? Kind.CHOSEN : Kind.OPAQUE, length);
        }

        private Value transport(int offset, int length) {
            if (offset == 2 && length == 2) {
                return packet.port() < 0
                        ? Value.of(Kind.NAMELESS, 2)
                        : Value.known(packet.port() >> 8, packet.port() & 0xFF);
            }
            if (offset == 0 && length == 2) {
                return Value.of(Kind.CHOSEN, 2);
            }
            return packet.protocol() == Packet.TCP && offset == 13 && length == 1
                    ? Value.known(SYN)
                    : Value.of(Kind.OPAQUE, length);
        }

        private void connection(Attributes data) {
            int register = 0;
            int key = -1;
            boolean sets = false;
            while (data.next()) {
                register = data.type() == 1 ? data.number() : register;
                key = data.type() == 2 ? data.number() : key;
                sets |= data.type() == 4;
            }
            if (!sets) {
                put(register, connection(key));
            }
        }

        private Value connection(int key) {
            int size = packet.ipv6() ? 16 : 4;
            return switch (key) {
                case 0 -> number(NEW);
                case 1 -> Value.known(0);
                case 2 -> number(0);
                case 8, 19, 21 -> Value.of(Kind.SOURCE, size);
                case 10 -> Value.known(packet.protocol());
                default -> Value.of(Kind.OPAQUE, 4);
            };
        }

        private static Value number(int value) {
            return new Value(
                    Kind.KNOWN,
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.nativeOrder())
                            .putInt(value)
                            .array());
        }

        /** A question to the routing table: whether an address is this host's own, or whence a source would be reached. */
        private void fib(Attributes data) {
            int register = 0;
            int result = 0;
            int flags = 0;
            while (data.next()) {
                register = data.type() == 1 ? data.number() : register;
                result = data.type() == 2 ? data.number() : result;
                flags = data.type() == 3 ? data.number() : flags;
            }
            boolean destination = (flags & 2) != 0;
            if (result == 3 && destination && !packet.forwarded()) {
                // RTN_LOCAL
                put(register, number(2));
            } else {
                // a sender whose packets come by the way that leads back to him is not kept out by it
                put(register, Value.of(destination ? Kind.OPAQUE : Kind.CHOSEN, 4));
            }
        }

        private void bitwise(Attributes data) {
            int from = 0;
            int to = 0;
            int length = 0;
            int operation = 0;
            byte[] mask = new byte[0];
            byte[] xor = new byte[0];
            while (data.next()) {
                switch (data.type()) {
                    case 1 -> from = data.number();
                    case 2 -> to = data.number();
                    case 3 -> length = data.number();
                    case 4 -> mask = NftSet.data(data.nested());
                    case 5 -> xor = NftSet.data(data.nested());
                    case 6 -> operation = data.number();
                    default -> {}
                }
            }
            put(to, operation == 0 ? get(from, length).bits(mask, xor) : Value.of(Kind.OPAQUE, Math.max(1, length)));
        }

        /** Loads something of which nothing is known. */
        private void opaque(Attributes data) {
            while (data.next()) {
                // the register's place differs; what is not overwritten must not be taken for what was there before
            }
            for (int i = 0; i < registers.length; i++) {
                registers[i] = null;
            }
        }

        private void compare(Attributes data) {
            int register = 0;
            int operation = 0;
            byte[] with = new byte[0];
            while (data.next()) {
                register = data.type() == 1 ? data.number() : register;
                operation = data.type() == 2 ? data.number() : operation;
                with = data.type() == 3 ? NftSet.data(data.nested()) : with;
            }
            Value value = get(register, with.length);
            take(value, with.length == 0 ? Share.UNKNOWN : value.compare(operation, with, packet), operation == 1);
        }

        private void range(Attributes data) {
            int register = 0;
            int operation = 0;
            byte[] from = new byte[0];
            byte[] to = new byte[0];
            while (data.next()) {
                switch (data.type()) {
                    case 1 -> register = data.number();
                    case 2 -> operation = data.number();
                    case 3 -> from = NftSet.data(data.nested());
                    case 4 -> to = NftSet.data(data.nested());
                    default -> {}
                }
            }
            Value value = get(register, from.length);
            Share share = from.length == 0 ? Share.UNKNOWN : value.within(from, to, packet);
            take(value, operation == 1 ? share.not() : share, operation == 1);
        }

        private void take(Value value, Share share, boolean inverted) {
            if (value.kind() == Kind.CHOSEN) {
                chosen = true;
                taken = taken.and(inverted ? share.or(Share.ALL) : share);
            } else {
                taken = taken.and(share);
            }
        }

        private void lookup(Attributes data) throws NetlinkException {
            String name = "";
            int register = 0;
            int result = -1;
            boolean inverted = false;
            while (data.next()) {
                switch (data.type()) {
                    case 1 -> name = data.text();
                    case 2 -> register = data.number();
                    case 3 -> result = data.number();
                    case 5 -> inverted = (data.number() & 1) != 0;
                    default -> {}
                }
            }
            NftSet set = kernel.set(chain.family(), chain.table(), name);
            List<Value> key = key(register, set.length());
            Share all = Share.NONE;
            NftVerdict otherwise = null;
            boolean rest = false;
            for (NftSet.Element element : set.elements()) {
                byte[] from = element.from();
                if (from == null) {
                    rest = true;
                    otherwise = element.verdict();
                    continue;
                }
                Share share = within(key, from, element.to());
                all = all.or(share);
                NftVerdict verdict = element.verdict();
                if (result == 0 && verdict != null && !share.none()) {
                    decide(verdict, share);
                }
            }
            if (result == 0) {
                if (rest && otherwise != null) {
                    decide(otherwise, all.not());
                }
                over = true;
                return;
            }
            if (result > 0) {
                put(result, Value.of(Kind.OPAQUE, 4));
            }
            all = rest ? Share.ALL : all;
            taken = taken.and(inverted ? all.not() : all);
        }

        private List<Value> key(int register, int length) {
            List<Value> key = new ArrayList<>();
            int word = word(register);
            int at = 0;
            while (at < length && word >= 0 && word < WORDS) {
                Value value = registers[word];
                Value part = value == null ? Value.of(Kind.OPAQUE, Math.min(4, length - at)) : value;
                key.add(part);
                chosen |= part.kind() == Kind.CHOSEN;
                int words = Math.max(1, part.bytes().length + 3 >> 2);
                word += words;
                at += 4 * words;
            }
            return key;
        }

        private Share within(List<Value> key, byte[] from, byte[] to) {
            Share share = Share.ALL;
            int at = 0;
            for (Value part : key) {
                int length = part.bytes().length;
                if (at + length > from.length || at + length > to.length) {
                    return Share.UNKNOWN;
                }
                share = share.and(part.within(from, to, at, length, packet));
                at += length + 3 & ~3;
            }
            return share;
        }

        private void immediate(Attributes data) throws NetlinkException {
            int register = -1;
            NftVerdict verdict = null;
            while (data.next()) {
                register = data.type() == 1 ? data.number() : register;
                verdict = data.type() == 2 ? NftVerdict.in(data.nested()) : verdict;
            }
            if (register == 0 && verdict != null) {
                decide(verdict, Share.ALL);
                over = true;
            } else if (register > 0) {
                put(register, Value.of(Kind.OPAQUE, 4));
            }
        }

        private void match(Attributes data) {
            String name = "";
            int revision = 0;
            byte[] info = new byte[0];
            while (data.next()) {
                name = data.type() == 1 ? data.text() : name;
                revision = data.type() == 2 ? data.number() : revision;
                info = data.type() == 3 ? data.copy() : info;
            }
            Xtables.Match match = Xtables.match(name, revision, info, packet);
            chosen |= match.chosen();
            taken = taken.and(match.share());
        }

        private void target(Attributes data) throws NetlinkException {
            String name = "";
            while (data.next()) {
                name = data.type() == 1 ? data.text() : name;
            }
            switch (Xtables.target(name)) {
                case DROP -> decide(new NftVerdict(NftVerdict.DROP, ""), Share.ALL);
                case ACCEPT -> decide(new NftVerdict(NftVerdict.ACCEPT, ""), Share.ALL);
                case UNKNOWN -> lose();
                case GO_ON -> {}
            }
        }

        /** A counter does nothing; a quota or limit by name is one of which it is not known when it is used up. */
        private void object(Attributes data) {
            boolean counter = false;
            while (data.next()) {
                counter |= data.type() == 1 && data.number() == 1;
            }
            chosen |= !counter;
        }

        /** @param of how many of those that the rule takes this is decided for */
        private void decide(NftVerdict verdict, Share of) throws NetlinkException {
            Share share = taken.and(of);
            Share these = rest.and(share);
            switch (verdict.code()) {
                case NftVerdict.ACCEPT -> {
                    fate.accept(these);
                    rest = rest.and(share.not());
                }
                case NftVerdict.DROP -> {
                    if (!chosen) {
                        fate.drop(these);
                        rest = rest.and(share.not());
                    }
                }
                case NftVerdict.JUMP, NftVerdict.GOTO -> {
                    Chain target = chains.get(NftWalk.key(chain.family(), chain.table(), verdict.chain()));
                    if (target == null) {
                        throw new NetlinkException("jumps to " + verdict.chain() + ", which is not there");
                    }
                    Share in = chosen ? new Share(Share.NO, these.most()) : these;
                    int before = fate.events();
                    Share out = chain(target, in);
                    if (fate.events() == before && verdict.code() == NftVerdict.JUMP) {
                        break;
                    }
                    rest = rest.and(chosen ? new Share(Share.NO, Share.EVERY) : share.not());
                    if (verdict.code() == NftVerdict.JUMP) {
                        rest = rest.or(out);
                    } else {
                        back = back.or(out);
                    }
                }
                case NftVerdict.RETURN -> {
                    Share out = chosen ? new Share(Share.NO, these.most()) : these;
                    back = back.or(out);
                    rest = chosen ? new Share(Share.NO, rest.most()) : rest.and(share.not());
                }
                case NftVerdict.CONTINUE, NftVerdict.BREAK -> {}
                default -> {
                    fate.lose(these);
                    rest = new Share(Share.NO, rest.most());
                }
            }
            // of a map, other elements may decide for others
            if (of.least() == Share.EVERY) {
                over = true;
            }
        }
    }
}
