package io.nodeward.hostprobes.cloud;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Enters the network namespace of a process, setns(2). It holds for the calling thread only, which is of no use for
 * anything else afterwards: let it end. Needs CAP_SYS_ADMIN. No program is executed.
 */
final class NetworkNamespace {

    private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;
    private static final int NETWORK = 0x40000000;
    private static final int NO_PERMISSION = 1;

    private NetworkNamespace() {}

    /** The C library's functions; found when first needed, since it takes a while. */
    @SuppressWarnings("restricted") // the launcher allows it
    private static final class Library {
        static final Linker LINKER = Linker.nativeLinker();
        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
        static final VarHandle NUMBER = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        static final MethodHandle OPEN = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                ERRNO,
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle SETNS = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("setns"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                ERRNO);
        static final MethodHandle CLOSE = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /**
     * Moves the calling thread.
     *
     * @param link what {@code /proc/PID/ns/net} was when the process was looked at, so that no other process is mistaken
     *     for it
     * @throws IOException when the thread is not there in the end; the message says why
     */
    static void enter(int pid, String link) throws IOException {
        String path = "/proc/" + pid + "/ns/net";
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Library.STATE);
            int file = (int) Library.OPEN.invokeExact(state, arena.allocateFrom(path), READ_ONLY_CLOSE_ON_EXEC);
            if (file < 0) {
                throw new IOException("cannot be opened" + why(state));
            }
            int result = (int) Library.SETNS.invokeExact(state, file, NETWORK);
            int closed = (int) Library.CLOSE.invokeExact(file);
            if (result != 0 || closed != 0) {
                throw new IOException("cannot be entered" + why(state));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (!Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))
                .toString()
                .equals(link)) {
            throw new IOException("is another one now");
        }
    }

    private static String why(MemorySegment state) {
        int number = (int) Library.NUMBER.get(state, 0L);
        return number == NO_PERMISSION ? ": it needs root (CAP_SYS_ADMIN)" : " (errno " + number + ")";
    }
}
