package io.nodeward.hostprobes.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the kernel for lists by netlink(7). An answer is bounded in length and time, and what changed while it was given is
 * asked for again.
 */
public final class Netlink {

    public static final int ROUTE = 0;
    public static final int SOCK_DIAG = 4;
    public static final int NETFILTER = 12;

    private static final int HEAD = 16;
    private static final int NOTHING = 1;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int REQUEST = 1;
    private static final int INTERRUPTED = 0x10;
    private static final int DUMP = 0x300;
    private static final int DATAGRAM = 64 << 10;
    private static final int MOST_BYTES = 32 << 20;
    private static final int TRIES = 4;
    /** Nanoseconds for one list. */
    private static final long PATIENCE = 4_000_000_000L;

    private final Channel channel;
    private final byte[] datagram = new byte[DATAGRAM];
    private int sequence;

    /** Where messages go and answers come from. */
    public interface Channel {
        void send(byte[] message) throws NetlinkException;

        /** Returns the length of a datagram, which may be more than what fitted. */
        int receive(byte[] into) throws NetlinkException;
    }

    /** One message of an answer: its type, and what follows its head. */
    public static final class Message {
        private final int type;
        private final byte[] body;

        public Message(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        public int type() {
            return type;
        }

        public byte[] body() {
            return body;
        }
    }

    public Netlink(Channel channel) {
        this.channel = channel;
    }

    /**
     * Asks for a list, NLM_F_DUMP.
     *
     * @throws NetlinkException if there is none; {@link NetlinkException#absent()} where what it is of is not there
     */
    public List<Message> dump(int type, byte[] body) throws NetlinkException {
        long deadline = System.nanoTime() + PATIENCE;
        for (int i = 0; i < TRIES; i++) {
            List<Message> messages = new ArrayList<>();
            if (!once(type, body, messages, deadline)) {
                return messages;
            }
        }
        throw new NetlinkException("changes faster than it can be read");
    }

    /** Returns whether the list changed meanwhile. */
    private boolean once(int type, byte[] body, List<Message> messages, long deadline) throws NetlinkException {
        int own = ++sequence;
        ByteBuffer request = ByteBuffer.allocate(HEAD + body.length).order(ByteOrder.nativeOrder());
        request.putInt(HEAD + body.length).putShort((short) type).putShort((short) (REQUEST | DUMP));
        request.putInt(own).putInt(0).put(body);
        channel.send(request.array());
        ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        boolean changed = false;
        int all = 0;
        while (true) {
            int length = channel.receive(datagram);
            all += Math.max(length, HEAD);
            if (length > datagram.length || all > MOST_BYTES) {
                throw new NetlinkException("is more than is read");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new NetlinkException("takes too long to be told");
            }
            int at = 0;
            while (at < length) {
                int whole = length - at < HEAD ? 0 : buffer.getInt(at);
                if (whole < HEAD || whole > length - at) {
                    throw new NetlinkException("is told in no way that is understood");
                }
                int kind = buffer.getShort(at + 4) & 0xFFFF;
                // an answer to something that was given up
                if (buffer.getInt(at + 8) == own) {
                    changed |= (buffer.getShort(at + 6) & INTERRUPTED) != 0;
                    int number = whole < HEAD + 4 ? 0 : -buffer.getInt(at + HEAD);
                    if (kind == DONE && number <= 0) {
                        return changed;
                    }
                    if (kind == DONE || kind == ERROR) {
                        throw number <= 0
                                ? new NetlinkException("is told in no way that is understood")
                                : new NetlinkException(number);
                    }
                    if (kind != NOTHING) {
                        byte[] content = new byte[whole - HEAD];
                        System.arraycopy(datagram, at + HEAD, content, 0, content.length);
                        messages.add(new Message(kind, content));
                    }
                }
                at += whole + 3 & ~3;
            }
        }
    }

    /** Writes an attribute that holds a text. */
    public static void put(ByteArrayOutputStream out, int type, String text) {
        put(out, type, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an attribute. */
    public static void put(ByteArrayOutputStream out, int type, byte[] bytes) {
        int length = 4 + bytes.length;
        ByteBuffer head = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        head.putShort((short) length).putShort((short) type);
        out.writeBytes(head.array());
        out.writeBytes(bytes);
        for (int i = length; i % 4 != 0; i++) {
            out.write(0);
        }
    }
}
