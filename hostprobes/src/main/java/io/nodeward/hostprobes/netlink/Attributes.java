package io.nodeward.hostprobes.netlink;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Attributes of a netlink message one after the other (linux/netlink.h, struct nlattr), without copies:
 *
 * <pre>{@code while (attributes.next()) { if (attributes.type() == NAME) … } }</pre>
 *
 * What does not fit into its surroundings ends the list, and {@link #broken()} tells.
 */
public final class Attributes {

    private static final int HEAD = 4;
    /** Without the marks of nested ones and of byte order. */
    private static final int TYPE = 0x3FFF;

    private final byte[] bytes;
    private final int end;
    private final ByteBuffer buffer;
    private int at;
    private int start;
    private int length;
    private int type;
    private boolean broken;

    public Attributes(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = Math.min(from, end);
        this.end = end;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    public boolean next() {
        if (broken || end - at < HEAD) {
            broken |= end != at;
            return false;
        }
        int whole = buffer.getShort(at) & 0xFFFF;
        if (whole < HEAD || whole > end - at) {
            broken = true;
            return false;
        }
        type = buffer.getShort(at + 2) & TYPE;
        start = at + HEAD;
        length = whole - HEAD;
        at = Math.min(end, at + (whole + 3 & ~3));
        return true;
    }

    /** Whether the list ended where no list ends. */
    public boolean broken() {
        return broken;
    }

    public int type() {
        return type;
    }

    public int length() {
        return length;
    }

    /** The attributes in this one. */
    public Attributes nested() {
        return new Attributes(bytes, start, start + length);
    }

    /** A number of up to 32 bits in network order, as netfilter writes them; zero where it is too short. */
    public int number() {
        int value = 0;
        for (int i = 0; i < length && i < 4; i++) {
            value = value << 8 | bytes[start + i] & 0xFF;
        }
        return value;
    }

    /** A number of 32 bits in this machine's order, as rtnetlink writes them; zero where it is too short. */
    public int word() {
        return length < 4 ? 0 : buffer.getInt(start);
    }

    /** A text without the NUL byte at its end. */
    public String text() {
        int stop = start;
        while (stop < start + length && bytes[stop] != 0) {
            stop++;
        }
        return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    }

    /** A copy of the content. */
    public byte[] copy() {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, start, copy, 0, length);
        return copy;
    }

    /** An unsigned byte in the content; zero beyond its end. */
    public int unsigned(int offset) {
        try {
            return offset < length ? buffer.get(start + offset) & 0xFF : 0;
        } catch (BufferUnderflowException e) {
            return 0;
        }
    }
}
