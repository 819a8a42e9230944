package io.nodeward.hostprobes.netlink;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A socket of a family that Java has none of, through the C library: socket(2), send(2), recv(2), getsockopt(2). It belongs
 * to the network namespace that its thread was in when it was opened. For one thread at a time.
 */
public final class NativeSocket implements Netlink.Channel, Closeable {

    private static final int NETLINK = 16;
    private static final int DATAGRAM = 2;
    private static final int RAW = 3;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int SOCKET_LEVEL = 1;
    private static final int RECEIVE_TIMEOUT = 20;
    /** recv returns the whole length of what did not fit. */
    private static final int TELL_LENGTH = 0x20;

    private static final int SECONDS = 2;

    /** The C library's functions; found when first needed, since it takes a while. */
    @SuppressWarnings("restricted") // the launcher allows it
    static final class Library {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final VarHandle NUMBER = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        /**
         * One for all functions, since each kind of call costs milliseconds to prepare: integers and addresses go in
         * registers of 64 bits on x86-64 and arm64, whose upper halves and which beyond the last argument a function ignores.
         */
        private static final FunctionDescriptor CALL = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);

        static final MethodHandle SOCKET = find("socket");
        static final MethodHandle SEND = find("send");
        static final MethodHandle RECEIVE = find("recv");
        static final MethodHandle SET = find("setsockopt");
        static final MethodHandle GET = find("getsockopt");
        static final MethodHandle CLOSE = find("close");

        /** For the system calls that the C library has no function for; on its own, since few hosts need it. */
        static final class SystemCall {
            static final MethodHandle CALL = find("syscall");

            private SystemCall() {}
        }

        static long call(MethodHandle function, MemorySegment state, long a, long b, long c, long d, long e) {
            try {
                return (long) function.invokeExact(state, a, b, c, d, e);
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static MethodHandle find(String name) {
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), CALL, ERRNO);
        }
    }

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(Library.STATE);
    private final int descriptor;
    private MemorySegment buffer = arena.allocate(64 << 10);

    private NativeSocket(int family, int type, int protocol) throws NetlinkException {
        long result = call(Library.SOCKET, family, type | CLOSE_ON_EXEC, protocol, 0, 0);
        if ((int) result < 0) {
            throw new NetlinkException(number());
        }
        this.descriptor = (int) result;
    }

    /**
     * Opens a netlink socket; no answer is waited for longer than two seconds.
     *
     * @param protocol NETLINK_NETFILTER, NETLINK_SOCK_DIAG
     */
    public static NativeSocket netlink(int protocol) throws NetlinkException {
        NativeSocket socket = new NativeSocket(NETLINK, RAW, protocol);
        MemorySegment time = socket.arena.allocate(16);
        time.set(ValueLayout.JAVA_LONG, 0, SECONDS);
        if ((int) socket.call(
                        Library.SET, socket.descriptor, SOCKET_LEVEL, RECEIVE_TIMEOUT, time.address(), time.byteSize())
                < 0) {
            int number = socket.number();
            socket.close();
            throw new NetlinkException(number);
        }
        return socket;
    }

    /**
     * Opens one that is only good for {@link #option}.
     *
     * @param family AF_INET, AF_INET6
     */
    public static NativeSocket plain(int family) throws NetlinkException {
        return new NativeSocket(family, DATAGRAM, 0);
    }

    @Override
    public void send(byte[] message) throws NetlinkException {
        MemorySegment place = room(message.length);
        MemorySegment.copy(message, 0, place, ValueLayout.JAVA_BYTE, 0, message.length);
        if (call(Library.SEND, descriptor, place.address(), message.length, 0, 0) != message.length) {
            throw new NetlinkException(number());
        }
    }

    @Override
    public int receive(byte[] into) throws NetlinkException {
        MemorySegment place = room(into.length);
        int length = (int) call(Library.RECEIVE, descriptor, place.address(), into.length, TELL_LENGTH, 0);
        if (length < 0) {
            throw new NetlinkException(number());
        }
        MemorySegment.copy(place, ValueLayout.JAVA_BYTE, 0, into, 0, Math.min(length, into.length));
        return length;
    }

    /** getsockopt(2): what stands in {@code value} asks, and the answer takes its place. */
    public void option(int level, int name, byte[] value) throws NetlinkException {
        MemorySegment place = room(value.length);
        MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
        MemorySegment.copy(value, 0, place, ValueLayout.JAVA_BYTE, 0, value.length);
        length.set(ValueLayout.JAVA_INT, 0, value.length);
        if ((int) call(Library.GET, descriptor, level, name, place.address(), length.address()) < 0) {
            throw new NetlinkException(number());
        }
        MemorySegment.copy(place, ValueLayout.JAVA_BYTE, 0, value, 0, value.length);
    }

    @Override
    public void close() {
        call(Library.CLOSE, descriptor, 0, 0, 0, 0);
    }

    private MemorySegment room(int length) {
        if (buffer.byteSize() < length) {
            buffer = arena.allocate(length);
        }
        return buffer;
    }

    private int number() {
        return (int) Library.NUMBER.get(state, 0L);
    }

    private long call(MethodHandle function, long a, long b, long c, long d, long e) {
        return Library.call(function, state, a, b, c, d, e);
    }
}
