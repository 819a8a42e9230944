package io.nodeward.hostprobes.confinement;

import java.util.ArrayList;
import java.util.List;

/**
 * What a seccomp profile leaves open.
 *
 * @param dangerous system calls that no ordinary program makes and by which kernels were taken over, allowed without a
 *     condition
 * @param cryptoSockets whether sockets of the kernel's crypto (AF_ALG) can be made, CVE-2026-31431
 * @param vsockSockets whether sockets to the hypervisor (AF_VSOCK) can be made
 * @param socketcall whether 32 bit programs make any socket by another call that cannot be filtered by kinds of sockets
 */
public record SeccompJudgement(
        List<String> dangerous, boolean cryptoSockets, boolean vsockSockets, boolean socketcall) {

    private static final long AF_ALG = 38;
    private static final long AF_VSOCK = 40;

    private static final String[] DANGEROUS = {
        "acct",
        "add_key",
        "bpf",
        "clock_settime",
        "create_module",
        "delete_module",
        "finit_module",
        "fsconfig",
        "fsmount",
        "fsopen",
        "init_module",
        "io_uring_enter",
        "io_uring_register",
        "io_uring_setup",
        "ioperm",
        "iopl",
        "kexec_file_load",
        "kexec_load",
        "keyctl",
        "mount",
        "mount_setattr",
        "move_mount",
        "open_by_handle_at",
        "open_tree",
        "perf_event_open",
        "pivot_root",
        "quotactl",
        "reboot",
        "request_key",
        "setns",
        "settimeofday",
        "swapoff",
        "swapon",
        "syslog",
        "umount2",
        "unshare",
        "userfaultfd",
        "vm86",
        "vm86old"
    };

    public static SeccompJudgement of(SeccompProfile profile) {
        List<String> dangerous = new ArrayList<>();
        for (String name : DANGEROUS) {
            if (profile.allows(name)) {
                dangerous.add(name);
            }
        }
        boolean old = false;
        for (String architecture : profile.architectures()) {
            old |= architecture.equals("SCMP_ARCH_X86") || architecture.equals("SCMP_ARCH_S390");
        }
        return new SeccompJudgement(
                List.copyOf(dangerous),
                profile.allows("socket", AF_ALG),
                profile.allows("socket", AF_VSOCK),
                old && profile.allows("socketcall"));
    }
}
