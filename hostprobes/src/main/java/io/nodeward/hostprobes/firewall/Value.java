package io.nodeward.hostprobes.firewall;

/**
 * What nftables has loaded into a register, as far as it is known of the packets in question. Its bytes are what it is where
 * that is known, else as many as it would have.
 */
final class Value {
    private final Kind kind;
    private final byte[] bytes;

    Value(Kind kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    Kind kind() {
        return kind;
    }

    byte[] bytes() {
        return bytes;
    }

    private static final int LT = 2;
    private static final int LTE = 3;
    private static final int GT = 4;
    private static final int GTE = 5;

    /** Kinds of knowledge. */
    enum Kind {
        /** The same for all of these packets. */
        KNOWN,
        /** An address of another host, or something else that tells packets apart by where they come from. */
        SOURCE,
        /** The name of a network device by which they come. */
        DEVICE,
        /** The device's number. */
        DEVICE_NUMBER,
        /** An address of this host, any. */
        OWN,
        /** A port that nobody names. */
        NAMELESS,
        /** Whatever the sender likes. */
        CHOSEN,
        /** Nothing is known. */
        OPAQUE
    }

    static Value known(int... bytes) {
        byte[] copy = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            copy[i] = (byte) bytes[i];
        }
        return new Value(Kind.KNOWN, copy);
    }

    static Value of(Kind kind, int length) {
        return new Value(kind, new byte[Math.clamp(length, 0, 64)]);
    }

    /** As {@code (value & mask) ^ xor}. */
    Value bits(byte[] mask, byte[] xor) {
        if (kind == Kind.SOURCE || kind == Kind.OWN || kind == Kind.CHOSEN) {
            // an address of which no bit counts is any
            return zero(mask) && xor.length == mask.length ? new Value(Kind.KNOWN, xor) : this;
        }
        if (kind != Kind.KNOWN || mask.length < bytes.length || xor.length < bytes.length) {
            return of(Kind.OPAQUE, bytes.length);
        }
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (bytes[i] & mask[i] ^ xor[i]);
        }
        return new Value(Kind.KNOWN, result);
    }

    private static boolean zero(byte[] mask) {
        for (byte each : mask) {
            if (each != 0) {
                return false;
            }
        }
        return mask.length > 0;
    }

    /** For how many packets it is what is compared, nft_cmp. */
    Share compare(int operation, byte[] with, Packet packet) {
        if (operation > 1) {
            return order(operation, with);
        }
        Share same = within(with, with, packet);
        return operation == 0 ? same : same.not();
    }

    private Share order(int operation, byte[] with) {
        if (kind == Kind.CHOSEN) {
            return Share.ALL;
        }
        if (kind == Kind.SOURCE) {
            return new Share(Share.FEW, Share.MANY);
        }
        if (kind != Kind.KNOWN || with.length != bytes.length) {
            return Share.UNKNOWN;
        }
        int sign = order(bytes, 0, with, 0, bytes.length);
        return Share.of(operation == LT && sign < 0
                || operation == LTE && sign <= 0
                || operation == GT && sign > 0
                || operation == GTE && sign >= 0);
    }

    /** For how many packets it lies in a range, both ends included; shorter ends compare its beginning only. */
    Share within(byte[] from, byte[] to, Packet packet) {
        return within(from, to, 0, Math.min(from.length, to.length), packet);
    }

    /** The same with ends that are parts of longer ones. */
    Share within(byte[] from, byte[] to, int at, int length, Packet packet) {
        return switch (kind) {
            case KNOWN ->
                length > bytes.length
                        ? Share.UNKNOWN
                        : Share.of(order(bytes, 0, from, at, length) >= 0 && order(bytes, 0, to, at, length) <= 0);
            case SOURCE ->
                every(from, to, at, length) ? Share.ALL : loopback(from, at, length) ? Share.NONE : Share.SOME;
            case DEVICE -> device(from, at, length, packet);
            // the loopback device is the first one of every network namespace
            case DEVICE_NUMBER ->
                length == 4 && (from[at] == 1 || from[at + 3] == 1) && from[at + 1] == 0 && from[at + 2] == 0
                        ? Share.NONE
                        : Share.UNKNOWN;
            case OWN ->
                loopback(from, at, length) || packet.protocol() == Packet.TCP && multicast(from, at, length)
                        ? Share.NONE
                        : every(from, to, at, length) ? Share.ALL : Share.UNKNOWN;
            case NAMELESS ->
                length != 2
                        ? Share.UNKNOWN
                        : packet.goesTo(
                                (from[at] & 0xFF) << 8 | from[at + 1] & 0xFF, (to[at] & 0xFF) << 8 | to[at + 1] & 0xFF);
            case CHOSEN -> Share.ALL;
            case OPAQUE -> Share.UNKNOWN;
        };
    }

    private static Share device(byte[] name, int at, int length, Packet packet) {
        StringBuilder text = new StringBuilder();
        for (int i = at; i < at + length && name[i] != 0; i++) {
            text.append((char) (name[i] & 0xFF));
        }
        return packet.comesBy(text.toString(), text.length() == length);
    }

    static int order(byte[] one, int at, byte[] other, int in, int length) {
        for (int i = 0; i < length; i++) {
            int difference = (one[at + i] & 0xFF) - (other[in + i] & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static boolean every(byte[] from, byte[] to, int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (from[i] != 0 || to[i] != -1) {
                return false;
            }
        }
        return true;
    }

    /** What no packet from another host has, nor one to this host from there. */
    private static boolean loopback(byte[] address, int at, int length) {
        if (length < 16) {
            return address[at] == 127;
        }
        for (int i = at; i < at + 15; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[at + 15] == 1;
    }

    private static boolean multicast(byte[] address, int at, int length) {
        return length < 16 ? (address[at] & 0xF0) == 0xE0 : address[at] == -1;
    }
}
