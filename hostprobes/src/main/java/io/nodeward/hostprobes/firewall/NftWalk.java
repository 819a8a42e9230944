package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.firewall.Value.Kind;
import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows one kind of packet through a base chain of nftables. An expression that is not understood makes its rule one of
 * which nothing is known, never one that does nothing.
 */
final class NftWalk {

    private final NftKernel kernel;
    private final IpSets sets;
    private final Map<String, Chain> chains;
    private final Packet packet;
    private final NftFields fields;
    private final Fate fate = new Fate();

    private NftWalk(NftKernel kernel, IpSets sets, Map<String, Chain> chains, Packet packet) {
        this.kernel = kernel;
        this.sets = sets;
        this.chains = chains;
        this.packet = packet;
        this.fields = new NftFields(packet);
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
    static Share passed(NftKernel kernel, IpSets sets, Map<String, Chain> chains, Chain base, Packet packet)
            throws NetlinkException {
        NftWalk walk = new NftWalk(kernel, sets, chains, packet);
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
        private final NftRegisters registers = new NftRegisters();
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
                case "meta" -> load(data, false);
                case "payload" -> payload(data);
                case "ct" -> load(data, true);
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

        /** What meta and ct load, where they do not set it. */
        private void load(Attributes data, boolean connection) {
            int register = 0;
            int key = -1;
            boolean sets = false;
            while (data.next()) {
                register = data.type() == 1 ? data.number() : register;
                key = data.type() == 2 ? data.number() : key;
                sets |= data.type() == (connection ? 4 : 3);
            }
            if (!sets) {
                registers.put(register, connection ? fields.connection(key) : fields.meta(key));
            }
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
                registers.put(register, fields.payload(base, offset, length));
            }
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
                registers.put(register, NftFields.number(2));
            } else {
                // a sender whose packets come by the way that leads back to him is not kept out by it
                registers.put(register, Value.of(destination ? Kind.OPAQUE : Kind.CHOSEN, 4));
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
            registers.put(
                    to,
                    operation == 0
                            ? registers.get(from, length).bits(mask, xor)
                            : Value.of(Kind.OPAQUE, Math.max(1, length)));
        }

        /** Loads something of which nothing is known. */
        private void opaque(Attributes data) {
            while (data.next()) {
                // the register's place differs; what is not overwritten must not be taken for what was there before
            }
            registers.clear();
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
            Value value = registers.get(register, with.length);
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
            Value value = registers.get(register, from.length);
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
            List<Value> key = registers.joined(register, set.length());
            for (Value part : key) {
                chosen |= part.kind() == Kind.CHOSEN;
            }
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
                registers.put(result, Value.of(Kind.OPAQUE, 4));
            }
            all = rest ? Share.ALL : all;
            taken = taken.and(inverted ? all.not() : all);
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
                registers.put(register, Value.of(Kind.OPAQUE, 4));
            }
        }

        private void match(Attributes data) throws NetlinkException {
            String name = "";
            int revision = 0;
            byte[] info = new byte[0];
            while (data.next()) {
                name = data.type() == 1 ? data.text() : name;
                revision = data.type() == 2 ? data.number() : revision;
                info = data.type() == 3 ? data.copy() : info;
            }
            Xtables.Match match = Xtables.match(name, revision, info, packet, sets);
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
