package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.containers.Capabilities;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The attribute security.capability of a file, capabilities(7): a version with a flag, then sets of 32 capabilities each,
 * and in version 3 the user that is root in the user namespace for which alone it counts.
 *
 * @param names of those that a program gets, or may be given, when it starts
 * @param namespaceRoot the user that is root where they count; 0 for the host itself
 */
record FileCapabilities(List<String> names, long mask, long namespaceRoot) {

    private static final int VERSION_1 = 1;
    private static final int VERSION_2 = 2;
    private static final int VERSION_3 = 3;

    /** What an attribute means; of one that is none, that it has all of them, so that nothing passes unseen. */
    static FileCapabilities of(byte[] attribute) {
        ByteBuffer bytes = ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN);
        int version = attribute.length < 4 ? 0 : bytes.getInt(0) >>> 24;
        int least = switch (version) {
            case VERSION_1 -> 12;
            case VERSION_2 -> 20;
            case VERSION_3 -> 24;
            default -> Integer.MAX_VALUE;
        };
        if (attribute.length < least) {
            return new FileCapabilities(List.of("of an unknown format"), -1, 0);
        }
        long permitted = bytes.getInt(4) & 0xffff_ffffL;
        long inheritable = bytes.getInt(8) & 0xffff_ffffL;
        if (version != VERSION_1) {
            permitted |= (long) bytes.getInt(12) << 32;
            inheritable |= (long) bytes.getInt(16) << 32;
        }
        long mask = permitted | inheritable;
        long root = version == VERSION_3 ? bytes.getInt(20) & 0xffff_ffffL : 0;
        return new FileCapabilities(new Capabilities().names(mask), mask, root);
    }

    /** Those with which a program can become root or read and write what it likes. */
    List<String> dangerous() {
        return new Capabilities().names(mask & POWERFUL);
    }

    /**
     * CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, SETGID, SETUID, SETPCAP, SYS_MODULE, SYS_RAWIO, SYS_CHROOT,
     * SYS_PTRACE, SYS_ADMIN, MKNOD, SETFCAP, MAC_OVERRIDE, MAC_ADMIN, BPF, PERFMON.
     */
    private static final long POWERFUL =
            1L | 1L << 1 | 1L << 2 | 1L << 3 | 1L << 4 | 1L << 6 | 1L << 7 | 1L << 8 | 1L << 16 | 1L << 17 | 1L << 18
                    | 1L << 19 | 1L << 21 | 1L << 27 | 1L << 31 | 1L << 32 | 1L << 33 | 1L << 38 | 1L << 39;
}
