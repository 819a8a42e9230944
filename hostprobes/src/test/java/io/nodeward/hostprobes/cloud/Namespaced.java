package io.nodeward.hostprobes.cloud;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network namespace of a thread's own, as a pod has one, with an address on its loopback device: unshare(2), and netdevice(7)
 * for the address. Nothing in it reaches any other network.
 */
@SuppressWarnings("restricted")
public final class Namespaced {

    private static final int NEW_NETWORK = 0x40000000;
    private static final int INTERNET = 2;
    private static final int DATAGRAM = 2;
    private static final long SET_ADDRESS = 0x8916;
    private static final long SET_FLAGS = 0x8914;
    private static final short UP = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle UNSHARE =
            handle("unshare", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SOCKET = handle(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CONTROL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Namespaced() {}

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }

    /** Moves the calling thread to a new namespace; false where this process may not. */
    public static boolean enter(String address) {
        try (Arena arena = Arena.ofConfined()) {
            if ((int) UNSHARE.invokeExact(NEW_NETWORK) != 0) {
                return false;
            }
            int socket = (int) SOCKET.invokeExact(INTERNET, DATAGRAM, 0);
            up(arena, socket, "lo");
            // struct ifreq: 16 bytes of name, then struct sockaddr_in
            MemorySegment request = arena.allocate(40);
            request.setString(0, "lo:1", StandardCharsets.US_ASCII);
            request.set(ValueLayout.JAVA_SHORT, 16, (short) INTERNET);
            String[] numbers = address.split("\\.", -1);
            for (int i = 0; i < 4; i++) {
                request.set(ValueLayout.JAVA_BYTE, 20 + i, (byte) Integer.parseInt(numbers[i]));
            }
            check((int) CONTROL.invokeExact(socket, SET_ADDRESS, request));
            check((int) CLOSE.invokeExact(socket));
            return true;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void up(Arena arena, int socket, String device) throws Throwable {
        MemorySegment request = arena.allocate(40);
        request.setString(0, device, StandardCharsets.US_ASCII);
        request.set(ValueLayout.JAVA_SHORT, 16, UP);
        check((int) CONTROL.invokeExact(socket, SET_FLAGS, request));
    }

    private static void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("a network namespace cannot be set up");
        }
    }

    /** The calling thread's id, under which /proc shows its namespaces. */
    public static int thread() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/thread-self")).toString();
        return Integer.parseInt(link.substring(link.lastIndexOf('/') + 1));
    }

    /** The calling thread's network namespace as the kernel calls it. */
    static String link() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }
}
