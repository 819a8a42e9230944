package io.nodeward.hostprobes.kernel;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of this boot and of the next, and what it comes to with the kernel's build. */
class CmdlineTest {

    private static final String RELEASE = "6.12.43+deb13-amd64";
    private static final String CONFIG = "/boot/config-" + RELEASE;

    /** Lines of Debian 13's kernel. */
    private static final String BUILD = """
            #
            # Automatically generated file; DO NOT EDIT.
            # Linux/x86 6.12.43 Kernel Configuration
            #
            CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0"
            CONFIG_X86_64=y
            CONFIG_SLAB_MERGE_DEFAULT=y
            CONFIG_SHUFFLE_PAGE_ALLOCATOR=y
            CONFIG_HAVE_ARCH_RANDOMIZE_KSTACK_OFFSET=y
            CONFIG_RANDOMIZE_KSTACK_OFFSET=y
            CONFIG_RANDOMIZE_KSTACK_OFFSET_DEFAULT=y
            CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y
            # CONFIG_INIT_ON_FREE_DEFAULT_ON is not set
            CONFIG_HARDENED_USERCOPY=y
            CONFIG_X86_VSYSCALL_EMULATION=y
            # CONFIG_LEGACY_VSYSCALL_XONLY is not set
            CONFIG_LEGACY_VSYSCALL_NONE=y
            CONFIG_IA32_EMULATION=y
            CONFIG_DEBUG_FS=y
            CONFIG_DEBUG_FS_ALLOW_ALL=y
            CONFIG_PROC_MEM_ALWAYS_FORCE=y
            CONFIG_IOMMU_DEFAULT_DMA_LAZY=y
            """;

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/sys/kernel/osrelease", RELEASE + "\n")
                .file(CONFIG, BUILD);
        running("root=/dev/vda1 ro quiet");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private void running(String parameters) {
        tree.file("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-" + RELEASE + " " + parameters + "\n");
    }

    private Group facts() {
        HostRoot root = tree.root();
        return conforming("kernel_cmdline", Cmdline.read(root, KernelBuild.find(root)));
    }

    private Object fact(String name) {
        return told(facts(), name);
    }

    @ParameterizedTest
    @CsvSource({
        "'', init_on_alloc, true",
        "init_on_alloc=0, init_on_alloc, false",
        "init_on_alloc=0 init_on_alloc=maybe, init_on_alloc, false",
        "'', init_on_free, false",
        "init_on_free=1, init_on_free, true",
        "init-on-free=on, init_on_free, true",
        "'', slab_merge, true",
        "slab_nomerge, slab_merge, false",
        "slub_nomerge slab_merge, slab_merge, true",
        "'', page_shuffle, false",
        "page_alloc.shuffle=1, page_shuffle, true",
        "'', kstack_offset, true",
        "randomize_kstack_offset=off, kstack_offset, false",
        "hardened_usercopy=off, hardened_usercopy, false",
        "'', hardened_usercopy, true",
        "'', vsyscall, none",
        "vsyscall=emulate, vsyscall, emulate",
        "vsyscall=native, vsyscall, none",
        "'', ia32_emulation, true",
        "ia32_emulation=false, ia32_emulation, false",
        "'', debugfs, on",
        "debugfs=no-mount, debugfs, no-mount",
        "proc_mem.force_override=never, proc_mem, never",
        "'', audit_backlog_limit, 64",
        "audit_backlog_limit=8192, audit_backlog_limit, 8192",
        "-- slab_nomerge, slab_merge, true"
    })
    void whatItComesTo(String parameters, String fact, String value) {
        running(parameters);
        assertThat(fact(fact)).hasToString(value);
    }

    @Test
    void theBuildIsWhatWasOverridden() {
        running("init_on_alloc=0");
        Known value = (Known) Objects.requireNonNull(at(facts(), "init_on_alloc"));
        assertThat(value.source()).isEqualTo("/proc/cmdline: init_on_alloc");
        assertThat(value.overrode().getFirst().source()).isEqualTo(CONFIG + ": CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y");
        assertThat(((Known) Objects.requireNonNull(at(facts(), "init_on_free"))).source())
                .isEqualTo(CONFIG + ": CONFIG_INIT_ON_FREE_DEFAULT_ON is not set");
    }

    @Test
    void whatAnOldKernelDoesNotHaveIsNotSet() {
        tree.file("/proc/sys/kernel/osrelease", "4.19.0-27-amd64\n").file("/boot/config-4.19.0-27-amd64", BUILD);
        for (String name :
                List.of("init_on_alloc", "init_on_free", "page_shuffle", "kstack_offset", "debugfs", "proc_mem")) {
            assertThat(fact(name)).as(name).isEqualTo("nothing");
        }
        assertThat(fact("slab_merge")).isEqualTo(true);
    }

    @Test
    void armHasNoPageOfOldCalls() {
        tree.file(CONFIG, BUILD.replace("CONFIG_X86_64", "CONFIG_ARM64"));
        assertThat(fact("vsyscall")).isEqualTo("nothing");
        assertThat(fact("ia32_emulation")).isEqualTo("nothing");
    }

    @Test
    void withoutAConfigurationOnlyTheLineDecides() {
        tree.remove(CONFIG);
        running("slab_nomerge init_on_free=1");
        assertThat(fact("slab_merge")).isEqualTo(false);
        assertThat(fact("init_on_free")).isEqualTo(true);
        assertThat(fact("init_on_alloc").toString()).startsWith("unknown: " + CONFIG);
    }

    @Test
    void devicesAndMemory() {
        assertThat(fact("iommu").toString()).startsWith("unknown: /sys/class/iommu");
        tree.directory("/sys/class/iommu");
        assertThat(fact("iommu")).isEqualTo("nothing");
        tree.file("/sys/firmware/acpi/tables/DMAR", "DMAR");
        assertThat(fact("iommu")).isEqualTo("off");
        tree.directory("/sys/class/iommu/dmar0");
        assertThat(fact("iommu")).isEqualTo("lazy");
        running("intel_iommu=on,strict");
        assertThat(fact("iommu")).isEqualTo("strict");
        running("iommu=pt iommu.strict=1");
        assertThat(fact("iommu")).isEqualTo("passthrough");
        running("iommu.passthrough=0 iommu=pt iommu.strict=1");
        assertThat(fact("iommu")).isEqualTo("strict");
    }

    @Test
    void whatThisBootWasGiven() {
        running("mitigations=auto systemd.debug-shell=1 mitigations=off nosmep luks.key=sesame break=mount");
        assertThat(fact("given.mitigations")).isEqualTo("off");
        assertThat(((Known) Objects.requireNonNull(at(facts(), "given.mitigations")))
                        .overrode()
                        .getFirst()
                        .value())
                .isEqualTo("auto");
        assertThat(fact("given.systemd_debug_shell")).isEqualTo("1");
        assertThat(fact("given.nosmep")).isEqualTo("");
        assertThat(fact("given.initramfs_break")).isEqualTo("mount");
        assertThat(fact("given.nokaslr")).isEqualTo("nothing");
        assertThat(everything()).doesNotContain("sesame");
    }

    private String everything() {
        StringBuilder all = new StringBuilder();
        for (String name : facts().names()) {
            all.append(Objects.requireNonNull(facts().get(name)));
        }
        return all.toString();
    }

    /** As Debian's update-grub writes it, shortened. */
    private static final String MENU = """
            menuentry 'Debian GNU/Linux' --class debian --class gnu-linux $menuentry_id_option 'gnulinux-simple-1' {
            	load_video
            	linux	/boot/vmlinuz-6.12.43+deb13-amd64 root=UUID=1 ro quiet nosmt slab_nomerge
            	initrd	/boot/initrd.img-6.12.43+deb13-amd64
            }
            submenu 'Advanced options for Debian GNU/Linux' {
            	linux	/boot/vmlinuz-6.12.43+deb13-amd64 root=UUID=1 ro single dis_ucode_ldr
            }
            """;

    @Test
    void theNextBootsLines() {
        tree.file("/boot/grub/grub.cfg", MENU);
        running("root=UUID=1 ro quiet slab_nomerge init_on_free=1");
        assertThat(fact("next")).isEqualTo(List.of("/boot/grub/grub.cfg:3", "/boot/grub/grub.cfg:7"));
        assertThat(fact("next.0.recovery")).isEqualTo(false);
        assertThat(fact("next.1.recovery")).isEqualTo(true);
        assertThat(fact("next.1.given.dis_ucode_ldr")).isEqualTo("");
        Many parameters = (Many) Objects.requireNonNull(at(facts(), "parameters"));
        for (Many.Item item : parameters.items()) {
            switch (item.key()) {
                case "slab_nomerge" -> assertThat(told(item.node(), "differs")).isEqualTo(List.of());
                case "init_on_free" -> {
                    assertThat(told(item.node(), "running")).isEqualTo("1");
                    assertThat(told(item.node(), "differs")).isEqualTo(List.of("/boot/grub/grub.cfg:3"));
                }
                case "nosmt" -> {
                    assertThat(told(item.node(), "running")).isEqualTo("nothing");
                    assertThat(told(item.node(), "differs")).isEqualTo(List.of("/boot/grub/grub.cfg:3"));
                }
                default -> assertThat(item.key()).isEqualTo("dis_ucode_ldr");
            }
        }
        assertThat(parameters.items()).hasSize(4);
    }

    @Test
    void aMenuThatCannotBeReadMayHoldAnything() {
        tree.directory("/boot/grub/grub.cfg");
        assertThat(fact("next").toString()).startsWith("unknown: /boot/grub/grub.cfg");
        assertThat(fact("parameters").toString()).startsWith("unknown: ");
        assertThat(fact("grub_pending").toString()).startsWith("unknown: ");
        tree.remove("/boot/grub/grub.cfg").file("/boot/efi/EFI/Linux/fedora-42.efi", "MZ");
        assertThat(fact("next").toString()).contains("fedora-42.efi").contains("holds its command line in itself");
    }

    @Test
    void theMenuIsNotMadeYet() {
        tree.file("/boot/grub/grub.cfg", MENU)
                .file("/etc/default/grub", """
                        GRUB_DEFAULT=0
                        GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
                        GRUB_CMDLINE_LINUX_DEFAULT="quiet nosmt"
                        GRUB_CMDLINE_LINUX=''
                        #GRUB_CMDLINE_LINUX="selinux=0"
                        """)
                .file(
                        "/etc/default/grub.d/50-cloudimg.cfg",
                        "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX slab_nomerge\"\n")
                .file("/etc/default/grub.d/README", "GRUB_CMDLINE_LINUX=\"selinux=0\"\n");
        assertThat(fact("grub_pending")).isEqualTo(List.of());
        tree.file("/etc/default/grub.d/60-x.cfg", "GRUB_CMDLINE_LINUX+=\" init_on_free=1 mitigations=$x foo=bar\"\n");
        assertThat(fact("grub_pending")).isEqualTo(List.of("init_on_free=1"));
        tree.remove("/boot/grub/grub.cfg");
        assertThat(fact("grub_pending")).isEqualTo(List.of());
    }

    @Test
    void anImageHasNoRunningLine(@TempDir Path image) {
        try (HostTree other = new HostTree(image).file("/etc/kernel/cmdline", "root=/dev/vda1 ro mitigations=off\n")) {
            tree.close();
            tree = other;
            Group facts = facts();
            assertThat(((Unknown) Objects.requireNonNull(at(facts, "given"))).expected())
                    .isTrue();
            assertThat(((Unknown) Objects.requireNonNull(at(facts, "slab_merge"))).expected())
                    .isTrue();
            assertThat(told(facts, "next.0.given.mitigations")).isEqualTo("off");
            assertThat(told(facts, "auditd")).isEqualTo(false);
        }
    }

    @Test
    void garbage() {
        StringBuilder noise = new StringBuilder();
        Random random = new Random(4711);
        for (int i = 0; i < 60_000; i++) {
            noise.append((char) random.nextInt(128));
        }
        tree.file("/proc/cmdline", noise.toString())
                .file("/boot/grub/grub.cfg", "linux root= " + noise)
                .file("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"" + noise)
                .file(CONFIG, "CONFIG_" + noise);
        assertThat(facts().names()).contains("given", "next", "parameters");
        assertThat(fact("slab_merge").toString()).startsWith("unknown: ");
    }
}
