package io.nodeward.hostprobes.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Parameters of the kernel's command line that strengthen or weaken a host (admin-guide/kernel-parameters.rst), with
 * underscores for dashes. Values of others are not shown: keys of disks and networks may be among them.
 */
final class CmdlineNames {

    /** Those that controls look at one by one. */
    static final List<String> GIVEN = List.of(
            "mitigations",
            "nokaslr",
            "nosmep",
            "nosmap",
            "norandmaps",
            "rodata",
            "no_hash_pointers",
            "iomem",
            "init",
            "systemd.debug_shell",
            "rd.break",
            "break",
            "audit",
            "kgdboc",
            "kgdbwait",
            "tsx",
            "cfi",
            "slub_debug",
            "slab_debug",
            "sysrq_always_enabled",
            "clearcpuid",
            "cgroup_disable",
            "dis_ucode_ldr",
            "syscall.x32",
            "arm64.nobti",
            "arm64.nopauth");

    /** Those that only count for what comes of several of them, or for a difference between this boot and the next. */
    private static final List<String> OTHERS = List.of(
            "init_on_alloc",
            "init_on_free",
            "slab_nomerge",
            "slab_merge",
            "slub_nomerge",
            "slub_merge",
            "page_alloc.shuffle",
            "randomize_kstack_offset",
            "hardened_usercopy",
            "vsyscall",
            "ia32_emulation",
            "debugfs",
            "proc_mem.force_override",
            "iommu",
            "iommu.passthrough",
            "iommu.strict",
            "intel_iommu",
            "amd_iommu",
            "lockdown",
            "lsm",
            "security",
            "module.sig_enforce",
            "module_blacklist",
            "modprobe.blacklist",
            "initcall_blacklist",
            "audit_backlog_limit",
            "nosmt",
            "pti",
            "l1tf",
            "kvm.nx_huge_pages",
            "efi",
            "rdinit",
            "apparmor",
            "selinux",
            "enforcing",
            "nopti",
            "kpti",
            "nospectre_v1",
            "nospectre_v2",
            "nospectre_bhb",
            "spectre_v2",
            "spectre_v2_user",
            "spectre_bhi",
            "nospec_store_bypass_disable",
            "spec_store_bypass_disable",
            "ssbd",
            "mds",
            "tsx_async_abort",
            "srbds",
            "mmio_stale_data",
            "retbleed",
            "spec_rstack_overflow",
            "gather_data_sampling",
            "reg_file_data_sampling",
            "indirect_target_selection",
            "tsa",
            "vmscape");

    static final List<String> ALL = all();

    private CmdlineNames() {}

    private static List<String> all() {
        List<String> all = new ArrayList<>(GIVEN);
        all.addAll(OTHERS);
        return List.copyOf(all);
    }

    /** A name as facts have it. */
    static String field(String name) {
        return name.equals("break") ? "initramfs_break" : name.replace('.', '_');
    }
}
