package io.nodeward.hostprobes.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of a walk, with the buffers that they write to: names are looked at where the kernel put them, without
 * making an object of each. All go through syscall(2), so that only one function has to be linked, which takes long. For
 * one thread.
 */
final class SystemCalls implements AutoCloseable {

    static final int NO_SUCH_FILE = 2;
    static final int NO_ACCESS = 13;
    static final int NOT_PERMITTED = 1;
    static final int NO_DIRECTORY = 20;
    static final int TOO_MANY_FILES = 24;
    static final int TOO_MANY_LINKS = 40;

    static final int TYPE = 0xF000;
    static final int DIRECTORY = 0x4000;
    static final int REGULAR = 0x8000;
    static final int CHARACTER_DEVICE = 0x2000;
    static final int BLOCK_DEVICE = 0x6000;

    /** Byte in an entry at which its type and its name stand (struct linux_dirent64). */
    static final int ENTRY_LENGTH = 16;

    static final int ENTRY_TYPE = 18;
    static final int ENTRY_NAME = 19;
    static final byte ENTRY_LINK = 10;

    private static final int ENTRIES = 64 << 10;
    private static final int STATUS = 256;
    private static final int NAME = 512;
    private static final int CAPABILITIES = 64;

    private static final int HERE = -100;
    private static final int NO_FOLLOW = 0x100;
    private static final int NO_AUTOMOUNT = 0x800;
    private static final int DO_NOT_ASK_SERVERS = 0x4000;
    private static final int BASIC_AND_MOUNT = 0x7ff | 0x1000;
    private static final int HAS_MOUNT = 0x1000;

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final long OPENAT = ARM ? 56 : 257;
    private static final long CLOSE = ARM ? 57 : 3;
    private static final long GETDENTS64 = ARM ? 61 : 217;
    private static final long STATX = ARM ? 291 : 332;
    private static final long LGETXATTR = ARM ? 9 : 192;
    /** Read only, a directory, no link, closed in programs that nobody starts; without waiting for anything. */
    private static final int OPEN = (ARM ? 0x4000 | 0x8000 : 0x10000 | 0x20000) | 0x80000 | 0x800;

    /** Found when first needed. */
    @SuppressWarnings("restricted") // the launcher allows it
    private static final class Library {
        static final Linker LINKER = Linker.nativeLinker();
        static final MethodHandle CALL = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));
        static final long ERRNO =
                Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment entriesMemory = arena.allocate(ENTRIES, 8);
    private final MemorySegment statusMemory = arena.allocate(STATUS, 8);
    private final MemorySegment nameMemory = arena.allocate(NAME);
    private final MemorySegment capabilitiesMemory = arena.allocate(CAPABILITIES, 4);
    private final MemorySegment attribute = arena.allocateFrom("security.capability");
    private final ByteBuffer entries = buffer(entriesMemory);
    private final ByteBuffer status = buffer(statusMemory);
    private final ByteBuffer name = buffer(nameMemory);
    private final ByteBuffer capabilities = buffer(capabilitiesMemory);
    private int error;

    private static ByteBuffer buffer(MemorySegment memory) {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** What went wrong with the last call that failed, errno(3). */
    int error() {
        return error;
    }

    /** Opens a directory by a path of this process's own; less than 0 when that fails. */
    int open(String path) {
        try (Arena here = Arena.ofConfined()) {
            return (int) call(OPENAT, HERE, here.allocateFrom(path).address(), OPEN, 0, 0);
        }
    }

    /** Opens a directory in an open one by its name, a link to one never; less than 0 when that fails. */
    int open(int directory, byte[] child) {
        put(0, child);
        return (int) call(OPENAT, directory, nameMemory.address(), OPEN, 0, 0);
    }

    void close(int file) {
        call(CLOSE, file, 0, 0, 0, 0);
    }

    /** Reads entries of a directory to {@link #entries()}; returns how many bytes, 0 at the end. */
    int read(int directory) {
        return (int) call(GETDENTS64, directory, entriesMemory.address(), ENTRIES, 0, 0);
    }

    ByteBuffer entries() {
        return entries;
    }

    /** The name of the entry that begins at a byte. */
    byte[] name(int entry) {
        int start = entry + ENTRY_NAME;
        int end = start;
        while (entries.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        entries.get(start, bytes);
        return bytes;
    }

    /** Looks at the entry that begins at a byte of the entries, no link followed. */
    boolean status(int directory, int entry) {
        return status(directory, entriesMemory.address() + entry + ENTRY_NAME);
    }

    /** Looks at a name in a directory: {@code .} is the directory itself. */
    boolean status(int directory, byte[] child) {
        put(0, child);
        return status(directory, nameMemory.address());
    }

    private boolean status(int directory, long address) {
        return call(
                        STATX,
                        directory,
                        address,
                        NO_FOLLOW | NO_AUTOMOUNT | DO_NOT_ASK_SERVERS,
                        BASIC_AND_MOUNT,
                        statusMemory.address())
                == 0;
    }

    /** Of what was looked at last: type and permissions. */
    int mode() {
        return status.getShort(28) & 0xffff;
    }

    int links() {
        return status.getInt(16);
    }

    int user() {
        return status.getInt(20);
    }

    int group() {
        return status.getInt(24);
    }

    long inode() {
        return status.getLong(32);
    }

    /** The device that a device file means; 0 for none, with which overlayfs marks what was removed. */
    long means() {
        return (long) status.getInt(128) << 32 | status.getInt(132) & 0xffff_ffffL;
    }

    long device() {
        return (long) status.getInt(136) << 32 | status.getInt(140) & 0xffff_ffffL;
    }

    /** What is the same for all that lies on one mount: its number, or the device where the kernel tells none (before 5.8). */
    long mount() {
        return (status.getInt(0) & HAS_MOUNT) != 0 ? status.getLong(144) : ~device();
    }

    /**
     * The file capabilities of the entry that begins at a byte, empty for none. The kernel takes no open directory here, so
     * that it is named by way of /proc; that is safe, since what is opened there is the directory itself.
     */
    byte[] capabilities(int directory, byte[] prefix, int entry) {
        put(0, prefix);
        int at = prefix.length;
        for (int i = entry + ENTRY_NAME; ; i++) {
            byte next = entries.get(i);
            name.put(at++, next);
            if (next == 0) {
                break;
            }
        }
        long length = call(
                LGETXATTR, nameMemory.address(), attribute.address(), capabilitiesMemory.address(), CAPABILITIES, 0);
        if (length <= 0) {
            return NOTHING;
        }
        byte[] value = new byte[(int) length];
        capabilities.get(0, value);
        return value;
    }

    private static final byte[] NOTHING = {};

    /** What {@link #capabilities} puts before the names of a directory. */
    static byte[] prefix(int directory) {
        return ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    }

    private void put(int at, byte[] bytes) {
        name.put(at, bytes);
        name.put(at + bytes.length, (byte) 0);
    }

    private long call(long number, long a, long b, long c, long d, long e) {
        try {
            long result = (long) Library.CALL.invokeExact(state, number, a, b, c, d, e);
            if (result < 0) {
                error = state.get(ValueLayout.JAVA_INT, Library.ERRNO);
            }
            return result;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    /** What an error means, as the end of a sentence. */
    static String meaning(int error) {
        return switch (error) {
            case NO_SUCH_FILE -> "does not exist";
            case NO_ACCESS, NOT_PERMITTED -> "permission denied";
            case TOO_MANY_FILES -> "cannot be read: too many open files";
            case NO_DIRECTORY, TOO_MANY_LINKS -> "is not a directory";
            default -> "cannot be read (errno " + error + ")";
        };
    }

    /**
     * Tries one.
     *
     * @throws IOException when the kernel or a filter of system calls lacks it
     */
    static void check() throws IOException {
        try (SystemCalls calls = new SystemCalls()) {
            if (!calls.status(HERE, new byte[] {'.'})) {
                throw new IOException("statx " + meaning(calls.error));
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
