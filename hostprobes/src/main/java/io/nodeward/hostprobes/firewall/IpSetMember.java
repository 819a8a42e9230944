package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.firewall.Value.Kind;
import io.nodeward.hostprobes.netlink.Attributes;
import io.nodeward.hostprobes.netlink.NetlinkException;
import java.util.List;

/**
 * One member of a set of ipset.
 *
 * @param addresses up to two of them, each with the length of its prefix
 * @param protocol by its number in the IP header; 0 for any
 * @param excepted whether it says who is not meant (nomatch)
 * @param strange whether there is more to it than is followed
 */
record IpSetMember(
        List<Net> addresses, int port, int protocol, String device, String name, boolean excepted, boolean strange) {

    private static final int EXCEPTED = 4;

    /** An address, or all that begin as it does. */
    static final class Net {
        private final byte[] address;
        private final int length;

        /** @param length of the prefix in bits; all of the address where it is none that can be */
        Net(byte[] address, int length) {
            this.address = address;
            this.length = length < 0 || length > address.length * 8 ? address.length * 8 : length;
        }

        boolean absent() {
            return address.length == 0;
        }

        /** Which part of all addresses it is. */
        double part() {
            return absent() ? 0 : Math.pow(0.5, length);
        }

        Share holds(Packet packet, boolean source) {
            byte[] own = packet.address();
            byte[] from = address.clone();
            byte[] to = address.clone();
            for (int bit = length; bit < address.length * 8; bit++) {
                int mask = 0x80 >> (bit & 7);
                from[bit >> 3] = (byte) (from[bit >> 3] & ~mask);
                to[bit >> 3] = (byte) (to[bit >> 3] | mask);
            }
            Value value = source
                    ? Value.of(Kind.SOURCE, address.length)
                    : own != null && own.length == address.length
                            ? new Value(Kind.KNOWN, own)
                            : Value.of(packet.forwarded() ? Kind.SOURCE : Kind.OWN, address.length);
            return value.within(from, to, packet);
        }
    }

    static IpSetMember of(Attributes data) throws NetlinkException {
        byte[] first = {};
        byte[] second = {};
        int length = -1;
        int secondLength = -1;
        int port = -1;
        int protocol = 0;
        int flags = 0;
        String device = "";
        String name = "";
        boolean strange = false;
        while (data.next()) {
            switch (data.type()) {
                case 1 -> first = address(data.nested());
                case 3 -> length = data.unsigned(0);
                case 4 -> port = data.number();
                case 7 -> protocol = data.unsigned(0);
                case 8 -> flags = data.number();
                case 18 -> name = data.text();
                case 20 -> second = address(data.nested());
                case 21 -> secondLength = data.unsigned(0);
                case 23 -> device = data.text();
                // ranges, marks; addresses of Ethernet
                case 2, 5, 10, 17, 22 -> strange = true;
                default -> {}
            }
        }
        NftKernel.whole(data);
        return new IpSetMember(
                List.of(new Net(first, length), new Net(second, secondLength)),
                port,
                protocol,
                device,
                name,
                (flags & EXCEPTED) != 0,
                strange || (flags & ~EXCEPTED) != 0);
    }

    private static byte[] address(Attributes attributes) throws NetlinkException {
        byte[] address = {};
        while (attributes.next()) {
            address = attributes.copy();
        }
        NftKernel.whole(attributes);
        return address;
    }

    /** Which part of all senders it names, by address. */
    double covers(List<String> parts, int sources) {
        double most = 0;
        int next = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).equals("ip") || parts.get(i).equals("net")) {
                Net net = addresses.get(Math.min(1, next++));
                most = (sources & 1 << i) == 0 ? most : Math.max(most, net.part());
            }
        }
        return most;
    }

    /** @param sources a bit for each part, set where it is of the source */
    Share match(List<String> parts, int sources, Packet packet) {
        Share share = strange ? Share.UNKNOWN : Share.ALL;
        int next = 0;
        for (int i = 0; i < parts.size(); i++) {
            boolean source = (sources & 1 << i) != 0;
            share = share.and(
                    switch (parts.get(i)) {
                        case "ip", "net" -> {
                            Net net = addresses.get(Math.min(1, next++));
                            yield net.absent() ? Share.UNKNOWN : net.holds(packet, source);
                        }
                        case "port" -> port(packet, source);
                        case "iface" -> source ? packet.comesBy(device, false) : Share.UNKNOWN;
                        default -> Share.UNKNOWN;
                    });
        }
        return share;
    }

    /** A source's port is whatever it likes. */
    private Share port(Packet packet, boolean source) {
        if (protocol != 0 && protocol != packet.protocol()) {
            return Share.NONE;
        }
        return source ? Share.ALL : port < 0 ? Share.UNKNOWN : packet.goesTo(port, port);
    }
}
