package io.nodeward.journal.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/**
 * What stands at a path, links not followed.
 *
 * @param mode permissions with set-user-id, set-group-id and sticky, {@code 07777} at most
 * @param size in bytes
 * @param names how many hard links there are
 * @param changed when the content or anything else of it was last changed (ctime), which nobody can set
 * @param identity device and inode, the same for two paths only if they are the same file
 * @param immutable whether it has one of the attributes {@code i} or {@code a} of chattr(1)
 */
public record Stat(
        Type type,
        int mode,
        int owner,
        int group,
        long size,
        int names,
        Instant modified,
        Instant changed,
        Identity identity,
        boolean immutable) {

    /** What kinds of files there are. */
    public enum Type {
        FILE("file"),
        DIRECTORY("directory"),
        LINK("symbolic link"),
        SOCKET("socket"),
        FIFO("FIFO"),
        DEVICE("device");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    /** Which file it is, whatever it is called. */
    public record Identity(long device, long inode) {}

    /** Its mode and owner. */
    public Access access() {
        return new Access(mode, owner, group);
    }

    /** Whether nobody has touched it between these two looks. */
    public boolean untouchedSince(Stat earlier) {
        return identity.equals(earlier.identity) && changed.equals(earlier.changed) && size == earlier.size;
    }

    /** Whether opening it has no effect: with devices and FIFOs it may. */
    public boolean opensHarmlessly() {
        return type == Type.FILE || type == Type.DIRECTORY;
    }

    private static final int IMMUTABLE_OR_APPEND_ONLY = 0x10 | 0x20;

    /** From struct statx. */
    static Stat of(MemorySegment statx) {
        int mode = statx.get(ValueLayout.JAVA_SHORT, 28) & 0xffff;
        return new Stat(
                type(mode & 0xf000),
                mode & 07777,
                statx.get(ValueLayout.JAVA_INT, 20),
                statx.get(ValueLayout.JAVA_INT, 24),
                statx.get(ValueLayout.JAVA_LONG, 40),
                statx.get(ValueLayout.JAVA_INT, 16),
                instant(statx, 112),
                instant(statx, 96),
                new Identity(
                        (long) statx.get(ValueLayout.JAVA_INT, 136) << 32
                                | statx.get(ValueLayout.JAVA_INT, 140) & 0xffff_ffffL,
                        statx.get(ValueLayout.JAVA_LONG, 32)),
                (statx.get(ValueLayout.JAVA_LONG, 8) & IMMUTABLE_OR_APPEND_ONLY) != 0);
    }

    private static Instant instant(MemorySegment statx, long at) {
        return Instant.ofEpochSecond(statx.get(ValueLayout.JAVA_LONG, at), statx.get(ValueLayout.JAVA_INT, at + 8));
    }

    private static Type type(int bits) {
        return switch (bits) {
            case 0x8000 -> Type.FILE;
            case 0x4000 -> Type.DIRECTORY;
            case 0xa000 -> Type.LINK;
            case 0xc000 -> Type.SOCKET;
            case 0x1000 -> Type.FIFO;
            default -> Type.DEVICE;
        };
    }
}
