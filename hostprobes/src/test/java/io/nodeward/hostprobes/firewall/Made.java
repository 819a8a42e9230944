package io.nodeward.hostprobes.firewall;

import static io.nodeward.hostprobes.netlink.Answers.Told.attribute;
import static io.nodeward.hostprobes.netlink.Answers.Told.message;
import static io.nodeward.hostprobes.netlink.Answers.Told.text;

import io.nodeward.hostprobes.netlink.Answers.Told;
import io.nodeward.hostprobes.netlink.NativeSocket;
import io.nodeward.hostprobes.netlink.Netlink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Devices, programs and sets that the calling thread's network namespace gets, without tools: by netlink and bpf(2). */
@SuppressWarnings("restricted")
final class Made {

    static final int XDP = 6;
    static final int TRAFFIC = 3;

    /** Request, acknowledge, and as something new. */
    private static final int NEW = 1 | 4 | 0x600;

    private static final int NESTED = 0x8000;
    private static final int NETWORK_ORDER = 0x4000;
    private static final long BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;

    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));

    private Made() {}

    static void device(String name, String kind) throws IOException {
        ask(Netlink.ROUTE, 16, NEW, Told.of(new byte[16], text(3, name), attribute(18 | NESTED, text(1, kind))));
    }

    /** One that stands on another, with an address of Ethernet of its own. */
    static void macvlan(String name, String on) throws IOException {
        byte[] kind = attribute(18 | NESTED, text(1, "macvlan"));
        ask(Netlink.ROUTE, 16, NEW, Told.of(new byte[16], attribute(5, ints(number(on))), text(3, name), kind));
    }

    static void master(String device, String master) throws IOException {
        ask(Netlink.ROUTE, 19, 5, Told.of(link(device), attribute(10, ints(number(master)))));
    }

    /** Returns the descriptor of a program that lets everything pass, or a negative number. */
    static int program(int type, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(16, 8);
            // r0 = 2, which is XDP_PASS; exit
            code.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xb7);
            code.set(ValueLayout.JAVA_INT, 4, type == XDP ? 2 : 0);
            code.set(ValueLayout.JAVA_BYTE, 8, (byte) 0x95);
            MemorySegment question = arena.allocate(128, 8);
            question.set(ValueLayout.JAVA_INT, 0, type);
            question.set(ValueLayout.JAVA_INT, 4, 2);
            question.set(ValueLayout.JAVA_LONG, 8, code.address());
            question.set(ValueLayout.JAVA_LONG, 16, arena.allocateFrom("GPL").address());
            question.setString(48, name, StandardCharsets.US_ASCII);
            return (int) bpf(5, question);
        }
    }

    private static long bpf(int command, MemorySegment question) {
        try {
            return (long) CALL.invokeExact(BPF, (long) command, question, question.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the kernel's own way, which every device can. */
    static void xdp(String device, int program) throws IOException {
        byte[] attach = attribute(43 | NESTED, attribute(1, ints(program)), attribute(3, ints(2)));
        ask(Netlink.ROUTE, 19, 5, Told.of(link(device), attach));
    }

    /** @param discipline clsact, ingress */
    static void discipline(String device, String discipline) throws IOException {
        ask(Netlink.ROUTE, 36, NEW, Told.of(ints(0, number(device), 0xFFFF0000, 0xFFFFFFF1, 0), text(1, discipline)));
    }

    static void traffic(String device, int parent, int program, String name) throws IOException {
        byte[] options = attribute(2 | NESTED, attribute(6, ints(program)), text(7, name), attribute(8, ints(1)));
        ask(Netlink.ROUTE, 44, NEW, Told.of(filter(device, parent), text(1, "bpf"), options));
    }

    /** A filter of another kind, which takes all. */
    static void u32(String device, int parent) throws IOException {
        byte[] takes = new byte[16];
        takes[0] = 1;
        ask(
                Netlink.ROUTE,
                44,
                NEW,
                Told.of(filter(device, parent), text(1, "u32"), attribute(2 | NESTED, attribute(5, takes))));
    }

    /** For all protocols, of the first priority. */
    private static byte[] filter(String device, int parent) throws IOException {
        int all = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0x0300 : 3;
        return ints(0, number(device), 0, parent, 1 << 16 | all);
    }

    /** Returns whether the kernel has TCX. */
    static boolean tcx(String device, int program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment question = arena.allocate(32, 8);
            question.set(ValueLayout.JAVA_INT, 0, number(device));
            question.set(ValueLayout.JAVA_INT, 4, program);
            question.set(ValueLayout.JAVA_INT, 8, 46);
            return bpf(8, question) == 0;
        }
    }

    /** Whether the kernel has sets of ipset. */
    static boolean sets() {
        try {
            set("trial", "hash:ip", 0, 2);
            ask(Netlink.NETFILTER, 6 << 8 | 3, 5, named("trial"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @param options attributes of the kind of set */
    static void set(String name, String type, int revision, int family, byte[]... options) throws IOException {
        byte[] kind = Told.of(
                text(3, type), attribute(4, new byte[] {(byte) revision}), attribute(5, new byte[] {(byte) family}));
        ask(Netlink.NETFILTER, 6 << 8 | 2, NEW, Told.of(named(name), kind, attribute(7 | NESTED, options)));
    }

    static void member(String set, byte[]... parts) throws IOException {
        ask(Netlink.NETFILTER, 6 << 8 | 9, 5, Told.of(named(set), attribute(7 | NESTED, parts)));
    }

    static byte[] address(int type, String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return attribute(type | NESTED, attribute((bytes.length == 4 ? 1 : 2) | NETWORK_ORDER, bytes));
    }

    static byte[] prefix(String address, int length) {
        return Told.of(address(1, address), attribute(3, new byte[] {(byte) length}));
    }

    static byte[] second(String address, int length) {
        return Told.of(address(20, address), attribute(21, new byte[] {(byte) length}));
    }

    static byte[] port(int type, int port) {
        return attribute(
                type | NETWORK_ORDER,
                ByteBuffer.allocate(2).putShort((short) port).array());
    }

    static byte[] name(String set) {
        return text(18, set);
    }

    static byte[] protocol(int protocol) {
        return attribute(7, new byte[] {(byte) protocol});
    }

    static byte[] flags(int flags) {
        return attribute(8 | NETWORK_ORDER, ByteBuffer.allocate(4).putInt(flags).array());
    }

    private static byte[] named(String set) {
        return Told.of(new byte[] {2, 0, 0, 0}, attribute(1, new byte[] {6}), text(2, set));
    }

    private static byte[] link(String device) throws IOException {
        return ints(0, number(device), 0, 0);
    }

    private static int number(String device) throws IOException {
        // Java knows of those only that are up
        try (NativeSocket socket = NativeSocket.netlink(Netlink.ROUTE)) {
            for (Device each : Device.all(new Netlink(socket))) {
                if (each.name().equals(device)) {
                    return each.number();
                }
            }
        }
        throw new IOException("no device " + device);
    }

    private static byte[] ints(int... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.nativeOrder());
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return buffer.array();
    }

    private static void ask(int protocol, int type, int flags, byte[] body) throws IOException {
        try (NativeSocket socket = NativeSocket.netlink(protocol)) {
            socket.send(message(type, flags, 1, body));
            byte[] answer = new byte[8192];
            socket.receive(answer);
            int error = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt(16);
            if (error != 0) {
                throw new IOException("the kernel refuses: errno " + -error);
            }
        }
    }
}
