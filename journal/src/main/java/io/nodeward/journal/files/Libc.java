package io.nodeward.journal.files;

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
 * The C library's functions that Java has no equal for: files relative to open directories, owners and modes of what is
 * open, extended attributes, fsync of directories, locks. glibc 2.28 or newer on x86-64 or arm64. For several threads.
 */
final class Libc {

    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int READ_WRITE = 2;
    static final int CREATE = 0x40;
    static final int EXCLUSIVE = 0x80;
    static final int APPEND = 0x400;
    /** Opening a FIFO waits for nobody. */
    static final int NON_BLOCKING = 0x800;

    /** Not passed on to programs that are started. */
    static final int CLOSE_ON_EXEC = 0x80000;

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int NO_FOLLOW = ARM ? 0x8000 : 0x20000;
    /** Only the place in the tree, whatever stands there; nothing is opened. */
    static final int PATH = 0x200000;

    /** Instead of an open directory: a path of this process's own. */
    static final int HERE = -100;

    static final int AT_NO_FOLLOW = 0x100;
    static final int AT_REMOVE_DIRECTORY = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int RENAME_NO_REPLACE = 1;
    static final int FALLOCATE_KEEP_SIZE = 1;
    static final int LOCK_EXCLUSIVE = 2;
    static final int LOCK_NON_BLOCKING = 4;

    /** Found when first needed, since it takes a while. */
    @SuppressWarnings("restricted") // the launcher allows it
    private static final class Library {
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

        static final MethodHandle OPENAT = find("openat");
        static final MethodHandle CLOSE = find("close");
        static final MethodHandle READ = find("read");
        static final MethodHandle WRITE = find("write");
        static final MethodHandle LSEEK = find("lseek");
        static final MethodHandle FSYNC = find("fsync");
        static final MethodHandle FTRUNCATE = find("ftruncate");
        static final MethodHandle FALLOCATE = find("fallocate");
        static final MethodHandle FCHOWNAT = find("fchownat");
        static final MethodHandle FCHMODAT = find("fchmodat");
        static final MethodHandle MKDIRAT = find("mkdirat");
        static final MethodHandle UNLINKAT = find("unlinkat");
        static final MethodHandle RENAMEAT2 = find("renameat2");
        static final MethodHandle SYMLINKAT = find("symlinkat");
        static final MethodHandle READLINKAT = find("readlinkat");
        static final MethodHandle STATX = find("statx");
        static final MethodHandle FUTIMENS = find("futimens");
        static final MethodHandle FLISTXATTR = find("flistxattr");
        static final MethodHandle FGETXATTR = find("fgetxattr");
        static final MethodHandle FSETXATTR = find("fsetxattr");
        static final MethodHandle FREMOVEXATTR = find("fremovexattr");
        static final MethodHandle FLOCK = find("flock");
        static final MethodHandle GETEUID = find("geteuid");
        static final MethodHandle GETEGID = find("getegid");

        private static MethodHandle find(String name) {
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), CALL, ERRNO);
        }
    }

    private Libc() {}

    /** openat(2), never through a link in the last place, never passed on. */
    static int openat(int directory, String name, int flags, int mode) throws Errno {
        return named(Library.OPENAT, directory, name, flags | NO_FOLLOW | CLOSE_ON_EXEC, mode, 0);
    }

    /** close(2); whether it fails says nothing about what was synced before. */
    static void close(int file) {
        try (Arena arena = Arena.ofConfined()) {
            once(arena, Library.CLOSE, file, 0, 0, 0, 0);
        }
    }

    /** Reads up to {@code length} bytes to the memory at {@code place}; returns 0 at the end. */
    static int read(int file, MemorySegment place, long length) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(arena, Library.READ, file, place.address(), length, 0, 0);
        }
    }

    /** write(2), again until all of it is written. */
    static void write(int file, byte[] bytes) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(Math.max(1, bytes.length));
            try {
                MemorySegment.copy(bytes, 0, place, ValueLayout.JAVA_BYTE, 0, bytes.length);
                for (long at = 0; at < bytes.length; ) {
                    at += call(arena, Library.WRITE, file, place.address() + at, bytes.length - at, 0, 0);
                }
            } finally {
                place.fill((byte) 0);
            }
        }
    }

    static void rewind(int file) throws Errno {
        simple(Library.LSEEK, file, 0, 0, 0, 0);
    }

    static void fsync(int file) throws Errno {
        simple(Library.FSYNC, file, 0, 0, 0, 0);
    }

    static void ftruncate(int file, long length) throws Errno {
        simple(Library.FTRUNCATE, file, length, 0, 0, 0);
    }

    /** Takes room on the disk for the bytes from {@code from} on, the file's length staying what it is. */
    static void reserve(int file, long from, long length) throws Errno {
        simple(Library.FALLOCATE, file, FALLOCATE_KEEP_SIZE, from, length, 0);
    }

    static void fchown(int file, int owner, int group) throws Errno {
        chown(file, "", owner, group, AT_EMPTY_PATH);
    }

    /** chown(2) of a name, of the link itself if it is one. */
    static void lchown(int directory, String name, int owner, int group) throws Errno {
        chown(directory, name, owner, group, AT_NO_FOLLOW);
    }

    private static void chown(int directory, String name, int owner, int group, int flags) throws Errno {
        named(Library.FCHOWNAT, directory, name, owner & 0xffff_ffffL, group & 0xffff_ffffL, flags);
    }

    /** chmod(2) of what is open, also if only its place is: by way of /proc, since fchmod(2) refuses that. */
    static void fchmod(int file, int mode) throws Errno {
        named(Library.FCHMODAT, HERE, open(file), mode, 0, 0);
    }

    /** The path under which this process finds what it has open. */
    static String open(int file) {
        return "/proc/self/fd/" + file;
    }

    static void mkdirat(int directory, String name, int mode) throws Errno {
        named(Library.MKDIRAT, directory, name, mode, 0, 0);
    }

    static void unlinkat(int directory, String name, int flags) throws Errno {
        named(Library.UNLINKAT, directory, name, flags, 0, 0);
    }

    static void renameat(int from, String name, int to, String newName, int flags) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            integer(
                    arena,
                    Library.RENAMEAT2,
                    from,
                    arena.allocateFrom(name).address(),
                    to,
                    arena.allocateFrom(newName).address(),
                    flags);
        }
    }

    static void symlinkat(String target, int directory, String name) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            integer(
                    arena,
                    Library.SYMLINKAT,
                    arena.allocateFrom(target).address(),
                    directory,
                    arena.allocateFrom(name).address(),
                    0,
                    0);
        }
    }

    /** Where a link leads whose place is open. */
    static String readlink(int link) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(LONGEST_PATH + 1);
            int length = integer(
                    arena,
                    Library.READLINKAT,
                    link,
                    arena.allocateFrom("").address(),
                    place.address(),
                    LONGEST_PATH,
                    0);
            place.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
            return place.getString(0);
        }
    }

    static final int LONGEST_PATH = 4096;
    private static final int STATUS = 256;
    private static final int ALL_BASIC = 0x7ff;

    /** statx(2) of a name, links not followed; of what is open for an empty name. */
    static Stat stat(int directory, String name) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(STATUS, 8);
            integer(
                    arena,
                    Library.STATX,
                    directory,
                    arena.allocateFrom(name).address(),
                    AT_NO_FOLLOW | (name.isEmpty() ? AT_EMPTY_PATH : 0),
                    ALL_BASIC,
                    place.address());
            return Stat.of(place);
        }
    }

    private static final long LEAVE_AS_IT_IS = 0x3ffffffe;

    /** Sets when the content of what is open was last changed. */
    static void modified(int file, long seconds, int nanos) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(32, 8);
            times.set(ValueLayout.JAVA_LONG, 8, LEAVE_AS_IT_IS);
            times.set(ValueLayout.JAVA_LONG, 16, seconds);
            times.set(ValueLayout.JAVA_LONG, 24, nanos);
            integer(arena, Library.FUTIMENS, file, times.address(), 0, 0, 0);
        }
    }

    private static final int MOST_OF_ATTRIBUTES = 64 << 10;

    /** Names of the extended attributes of what is open, each ended by a zero byte. */
    static byte[] listxattr(int file) throws Errno {
        return attribute(Library.FLISTXATTR, file, "");
    }

    static byte[] getxattr(int file, String name) throws Errno {
        return attribute(Library.FGETXATTR, file, name);
    }

    private static byte[] attribute(MethodHandle function, int file, String name) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(MOST_OF_ATTRIBUTES);
            int length = name.isEmpty()
                    ? integer(arena, function, file, place.address(), MOST_OF_ATTRIBUTES, 0, 0)
                    : integer(
                            arena,
                            function,
                            file,
                            arena.allocateFrom(name).address(),
                            place.address(),
                            MOST_OF_ATTRIBUTES,
                            0);
            return place.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    static void setxattr(int file, String name, byte[] value) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(Math.max(1, value.length));
            MemorySegment.copy(value, 0, place, ValueLayout.JAVA_BYTE, 0, value.length);
            integer(
                    arena,
                    Library.FSETXATTR,
                    file,
                    arena.allocateFrom(name).address(),
                    place.address(),
                    value.length,
                    0);
        }
    }

    static void removexattr(int file, String name) throws Errno {
        named(Library.FREMOVEXATTR, file, name, 0, 0, 0);
    }

    /** Takes the exclusive flock(2) of what is open, without waiting; returns whether it is ours now. */
    static boolean lock(int file) throws Errno {
        try {
            simple(Library.FLOCK, file, LOCK_EXCLUSIVE | LOCK_NON_BLOCKING, 0, 0, 0);
            return true;
        } catch (Errno e) {
            if (e.number() == Errno.TRY_AGAIN) {
                return false;
            }
            throw e;
        }
    }

    static int user() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) once(arena, Library.GETEUID, 0, 0, 0, 0, 0);
        }
    }

    static int group() {
        try (Arena arena = Arena.ofConfined()) {
            return (int) once(arena, Library.GETEGID, 0, 0, 0, 0, 0);
        }
    }

    /** Calls a function whose second argument is a name. */
    private static int named(MethodHandle function, int file, String name, long c, long d, long e) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            return integer(arena, function, file, arena.allocateFrom(name).address(), c, d, e);
        }
    }

    private static void simple(MethodHandle function, long a, long b, long c, long d, long e) throws Errno {
        try (Arena arena = Arena.ofConfined()) {
            integer(arena, function, a, b, c, d, e);
        }
    }

    /** Of a function that returns an int: the upper half of the register may hold anything. */
    private static int integer(Arena arena, MethodHandle function, long a, long b, long c, long d, long e)
            throws Errno {
        MemorySegment state = arena.allocate(Library.STATE);
        while (true) {
            int result = (int) invoke(function, state, a, b, c, d, e);
            if (result >= 0) {
                return result;
            }
            check(state);
        }
    }

    private static long call(Arena arena, MethodHandle function, long a, long b, long c, long d, long e) throws Errno {
        MemorySegment state = arena.allocate(Library.STATE);
        while (true) {
            long result = invoke(function, state, a, b, c, d, e);
            if (result >= 0) {
                return result;
            }
            check(state);
        }
    }

    /** Throws what went wrong, unless the call was only interrupted by a signal. */
    private static void check(MemorySegment state) throws Errno {
        int number = (int) Library.NUMBER.get(state, 0L);
        if (number != Errno.INTERRUPTED) {
            throw new Errno(number);
        }
    }

    /** Never again after a signal: close(2) has closed, and the others cannot fail. */
    private static long once(Arena arena, MethodHandle function, long a, long b, long c, long d, long e) {
        return invoke(function, arena.allocate(Library.STATE), a, b, c, d, e);
    }

    private static long invoke(MethodHandle function, MemorySegment state, long a, long b, long c, long d, long e) {
        try {
            return (long) function.invokeExact(state, a, b, c, d, e);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }
}
