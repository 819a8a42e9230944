package io.nodeward.hostprobes.kernel;

/** The settings that are looked at, each with the kernel's default where that is the same in every build. */
final class SysctlKeys {

    static final String[] ALL = {
        "kernel.kptr_restrict 0",
        "kernel.dmesg_restrict",
        "kernel.perf_event_paranoid 2",
        "kernel.randomize_va_space 2",
        "kernel.yama.ptrace_scope",
        "kernel.unprivileged_bpf_disabled",
        "net.core.bpf_jit_harden",
        "kernel.kexec_load_disabled 0",
        "kernel.sysrq",
        "kernel.io_uring_disabled 0",
        "kernel.panic_on_oops 0",
        "kernel.panic 0",
        "vm.overcommit_memory 0",
        "vm.panic_on_oom 0",
        "kernel.keys.root_maxkeys",
        "kernel.keys.root_maxbytes",
        "net.ipv4.ip_forward",
        "net.bridge.bridge-nf-call-iptables",
        "net.bridge.bridge-nf-call-ip6tables",
        "user.max_user_namespaces",
        "net.ipv4.conf.all.accept_redirects",
        "net.ipv4.conf.default.accept_redirects",
        "net.ipv6.conf.all.accept_redirects",
        "net.ipv6.conf.default.accept_redirects",
        "net.ipv4.conf.all.secure_redirects",
        "net.ipv4.conf.default.secure_redirects",
        "net.ipv4.conf.all.send_redirects",
        "net.ipv4.conf.default.send_redirects",
        "net.ipv4.conf.all.accept_source_route",
        "net.ipv4.conf.default.accept_source_route",
        "net.ipv6.conf.all.accept_source_route",
        "net.ipv6.conf.default.accept_source_route",
        "net.ipv4.icmp_echo_ignore_broadcasts 1",
        "net.ipv4.icmp_ignore_bogus_error_responses 1",
        "net.ipv4.tcp_syncookies 1",
        "net.ipv4.tcp_rfc1337 0",
        "dev.tty.ldisc_autoload",
        "dev.tty.legacy_tiocsti",
        "vm.unprivileged_userfaultfd 0",
        "vm.mmap_min_addr",
        "fs.protected_hardlinks",
        "fs.protected_symlinks",
        "fs.protected_fifos",
        "fs.protected_regular",
        "fs.suid_dumpable 0",
        "net.ipv4.conf.all.forwarding"
    };

    private SysctlKeys() {}
}
