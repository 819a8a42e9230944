package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.firewall.Value.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the expressions of nftables that load something load of one kind of packet (linux/netfilter/nf_tables.h). */
final class NftFields {

    private static final int NEW = 8;
    private static final int SYN = 2;

    private final Packet packet;

    NftFields(Packet packet) {
        this.packet = packet;
    }

    /** Bytes of a header: of the network's (1), the transport's (2), or the link's. */
    Value payload(int base, int offset, int length) {
        return base == 1 ? network(offset, length) : base == 2 ? transport(offset, length) : link(offset, length);
    }

    Value meta(int key) {
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

    Value connection(int key) {
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

    static Value number(int value) {
        return new Value(
                Kind.KNOWN,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }
}
