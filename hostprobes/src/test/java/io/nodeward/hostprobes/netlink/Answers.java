package io.nodeward.hostprobes.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** In place of the kernel: gives datagrams to each question, by its sequence number and type. */
public final class Answers implements Netlink.Channel {

    private final BiFunction<Integer, Integer, Iterable<byte[]>> told;
    private Iterator<byte[]> next = new ArrayDeque<byte[]>().iterator();

    Answers(IntFunction<Iterable<byte[]>> told) {
        this.told = (sequence, _) -> told.apply(sequence);
    }

    /** @param told from sequence number and type of the question */
    public Answers(BiFunction<Integer, Integer, Iterable<byte[]>> told) {
        this.told = told;
    }

    @Override
    public void send(byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        next = told.apply(buffer.getInt(8), buffer.getShort(4) & 0xFFFF).iterator();
    }

    @Override
    public int receive(byte[] into) throws NetlinkException {
        if (!next.hasNext()) {
            throw new NetlinkException(11);
        }
        byte[] datagram = next.next();
        System.arraycopy(datagram, 0, into, 0, Math.min(datagram.length, into.length));
        return datagram.length;
    }

    static Iterable<byte[]> endless(byte[] datagram) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public byte[] next() {
                return datagram;
            }
        };
    }

    /** Messages as the kernel writes them. */
    public static final class Told {

        private Told() {}

        static byte[] message(int type, int flags, int sequence, int... body) {
            byte[] bytes = new byte[body.length];
            for (int i = 0; i < body.length; i++) {
                bytes[i] = (byte) body[i];
            }
            return message(type, flags, sequence, bytes);
        }

        public static byte[] message(int type, int flags, int sequence, byte[] body) {
            int length = 16 + body.length;
            ByteBuffer buffer = ByteBuffer.allocate(length + 3 & ~3).order(ByteOrder.nativeOrder());
            buffer.putInt(length)
                    .putShort((short) type)
                    .putShort((short) flags)
                    .putInt(sequence)
                    .putInt(0);
            return buffer.put(body).array();
        }

        public static byte[] done(int sequence) {
            return message(3, 2, sequence, 0, 0, 0, 0);
        }

        static byte[] error(int sequence, int number) {
            byte[] message = message(2, 0, sequence, new byte[20]);
            number(message, 16, number);
            return message;
        }

        static void number(byte[] message, int at, int number) {
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(at, number);
        }

        public static byte[] of(byte[]... messages) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            List.of(messages).forEach(out::writeBytes);
            return out.toByteArray();
        }

        /** An attribute with attributes, or whatever else, in it. */
        public static byte[] attribute(int type, byte[]... content) {
            byte[] inner = of(content);
            ByteBuffer buffer = ByteBuffer.allocate(4 + inner.length + 3 & ~3).order(ByteOrder.nativeOrder());
            return buffer.putShort((short) (4 + inner.length))
                    .putShort((short) type)
                    .put(inner)
                    .array();
        }

        public static byte[] text(int type, String text) {
            return attribute(type, (text + "\0").getBytes(StandardCharsets.UTF_8));
        }

        /** In network order, as netfilter has it. */
        public static byte[] number(int type, int number) {
            return attribute(type, ByteBuffer.allocate(4).putInt(number).array());
        }
    }
}
