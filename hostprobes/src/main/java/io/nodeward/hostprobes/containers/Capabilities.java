package io.nodeward.hostprobes.containers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of capabilities(7) by their numbers. Not safe for several threads. */
public final class Capabilities {

    static final int NET_RAW = 13;
    private static final int NEWEST_KNOWN = 37;

    private static final String[] NAMES = {
        "CHOWN",
        "DAC_OVERRIDE",
        "DAC_READ_SEARCH",
        "FOWNER",
        "FSETID",
        "KILL",
        "SETGID",
        "SETUID",
        "SETPCAP",
        "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE",
        "NET_BROADCAST",
        "NET_ADMIN",
        "NET_RAW",
        "IPC_LOCK",
        "IPC_OWNER",
        "SYS_MODULE",
        "SYS_RAWIO",
        "SYS_CHROOT",
        "SYS_PTRACE",
        "SYS_PACCT",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_NICE",
        "SYS_RESOURCE",
        "SYS_TIME",
        "SYS_TTY_CONFIG",
        "MKNOD",
        "LEASE",
        "AUDIT_WRITE",
        "AUDIT_CONTROL",
        "SETFCAP",
        "MAC_OVERRIDE",
        "MAC_ADMIN",
        "SYSLOG",
        "WAKE_ALARM",
        "BLOCK_SUSPEND",
        "AUDIT_READ",
        "PERFMON",
        "BPF",
        "CHECKPOINT_RESTORE"
    };

    /**
     * Those that runtimes give every container unasked (CRI, Docker): CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID,
     * SETUID, SETPCAP, NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP.
     */
    private static final long USUAL = bits(0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31);

    /**
     * Those with which a process outside of a user namespace can take the node: DAC_READ_SEARCH (open_by_handle_at),
     * SYS_MODULE, SYS_RAWIO, SYS_PTRACE, SYS_ADMIN, SYS_BOOT, MAC_OVERRIDE, MAC_ADMIN, SYSLOG, PERFMON, BPF,
     * CHECKPOINT_RESTORE.
     */
    private static final long DANGEROUS = bits(2, 16, 17, 19, 21, 22, 32, 33, 34, 38, 39, 40);

    private final Map<Long, List<String>> known = new HashMap<>();

    private static long bits(int... numbers) {
        long mask = 0;
        for (int number : numbers) {
            mask |= 1L << number;
        }
        return mask;
    }

    /** What a set has beyond that of every container. */
    List<String> added(long mask) {
        return names(mask & ~USUAL);
    }

    /** What of a set gives the node away. */
    List<String> dangerous(long mask) {
        return names(mask & DANGEROUS);
    }

    static boolean has(long mask, int number) {
        return (mask >> number & 1) == 1;
    }

    /** Whether nothing was taken out: all that kernels of the last ten years have. */
    static boolean all(long mask) {
        long full = (1L << NEWEST_KNOWN + 1) - 1;
        return (mask & full) == full;
    }

    /** The names of a set, without the prefix {@code CAP_}. */
    public List<String> names(long mask) {
        List<String> names = known.get(mask);
        if (names == null) {
            names = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                if (has(mask, i)) {
                    names.add(i < NAMES.length ? NAMES[i] : "capability " + i);
                }
            }
            names = List.copyOf(names);
            known.put(mask, names);
        }
        return names;
    }
}
