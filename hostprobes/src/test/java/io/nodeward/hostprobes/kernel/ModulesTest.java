package io.nodeward.hostprobes.kernel;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules by what depmod, modprobe.d, the kernel and its command line say of them. */
class ModulesTest {

    private static final String RELEASE = "6.1.0-26-cloud-amd64";
    private static final String DIRECTORY = "/usr/lib/modules/" + RELEASE;

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .link("/lib", "usr/lib")
                .file("/proc/sys/kernel/osrelease", RELEASE + "\n")
                .file("/proc/sys/kernel/modules_disabled", "0\n")
                .file("/proc/sys/kernel/modprobe", "/sbin/modprobe\n")
                .file("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-" + RELEASE + " root=/dev/vda1 ro quiet\n")
                .file("/proc/modules", """
                        overlay 163840 21 - Live 0x0000000000000000
                        usb_storage 81920 1 uas, Live 0x0000000000000000
                        nvidia 56807424 2 - Live 0x0000000000000000 (POE)
                        """)
                .file(DIRECTORY + "/modules.builtin", """
                        kernel/fs/squashfs/squashfs.ko
                        kernel/drivers/firewire/firewire-core.ko
                        """)
                .file(DIRECTORY + "/modules.dep", """
                        kernel/fs/udf/udf.ko: kernel/lib/crc-itu-t.ko kernel/drivers/cdrom/cdrom.ko
                        kernel/fs/overlayfs/overlay.ko:
                        kernel/fs/cramfs/cramfs.ko.xz: kernel/drivers/mtd/mtd.ko.xz
                        kernel/drivers/usb/storage/usb-storage.ko.zst: kernel/drivers/usb/core/usbcore.ko.zst
                        kernel/net/sctp/sctp.ko: kernel/net/ipv4/udp_tunnel.ko kernel/lib/libcrc32c.ko
                        """);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group facts() {
        HostRoot root = tree.root();
        return conforming("kernel_modules", Modules.read(root, KernelBuild.find(root)));
    }

    private Object state(String module) {
        return told(facts(), "state." + module + ".state");
    }

    private String source(String module) {
        return ((Known) Objects.requireNonNull(at(facts(), "state." + module + ".state"))).source();
    }

    @Test
    void asDepmodAndTheKernelSay() {
        Group facts = facts();
        assertThat(told(facts, "release")).isEqualTo(RELEASE);
        assertThat(told(facts, "helper")).isEqualTo("/sbin/modprobe");
        assertThat(told(facts, "locked")).isEqualTo(false);
        assertThat(state("overlay")).isEqualTo("loaded");
        assertThat(state("usb_storage")).isEqualTo("loaded");
        assertThat(told(facts, "state.usb_storage.next")).isEqualTo("loadable");
        assertThat(state("squashfs")).isEqualTo("builtin");
        assertThat(state("firewire_core")).isEqualTo("builtin");
        assertThat(state("udf")).isEqualTo("loadable");
        assertThat(source("cramfs")).isEqualTo("/lib/modules/" + RELEASE + "/modules.dep:3");
        assertThat(state("dccp")).isEqualTo("absent");
    }

    @Test
    void modulesThatAreNotTheKernelsOwn() {
        assertThat(told(facts(), "foreign")).isEqualTo(List.of("nvidia"));
        assertThat(told(facts(), "foreign.0.unsigned")).isEqualTo(true);
        assertThat(told(facts(), "foreign.0.proprietary")).isEqualTo(true);
        assertThat(told(facts(), "foreign.0.forced")).isEqualTo(false);
    }

    @Test
    void blacklistedIsNotDisabled() {
        tree.file("/etc/modprobe.d/a.conf", "blacklist udf\n\tblacklist usb-storage\n");
        assertThat(state("udf")).isEqualTo("blacklisted");
        assertThat(told(facts(), "state.usb_storage.next")).isEqualTo("blacklisted");
        tree.file("/etc/modprobe.d/b.conf", "install udf /bin/false\n");
        assertThat(state("udf")).isEqualTo("disabled");
        assertThat(source("udf")).isEqualTo("/etc/modprobe.d/b.conf:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "install udf /bin/true | disabled",
                "install udf /usr/bin/false | disabled",
                "install udf : | disabled",
                "install udf /bin/echo no udf here >&2; exit 1 | disabled",
                "install udf /usr/bin/missing-program | disabled",
                "install udf /usr/bin/disabled-by-policy | disabled",
                "install udf /usr/bin/loads-it | loadable",
                "install udf /sbin/modprobe --ignore-install udf $CMDLINE_OPTS | loadable",
                "install udf /bin/true && /sbin/insmod /root/udf.ko | loadable",
                "install ud? /bin/false | disabled",
                "install u[a-d]f /bin/false | disabled",
                "install udf | loadable",
                "#install udf /bin/false | loadable",
                "install udfx /bin/false | loadable",
                "remove udf /bin/false | loadable",
                "installudf /bin/false | loadable",
                "alias udf off | loadable"
            })
    void installLines(String line, String state) {
        tree.file("/usr/bin/disabled-by-policy", "#!/bin/sh\necho see /etc/modprobe.d/x.conf\nexit 1\n")
                .file("/usr/bin/loads-it", "#!/bin/sh\nexec modprobe -i udf\n")
                .file("/etc/modprobe.d/a.conf", line + "\n");
        assertThat(state("udf")).isEqualTo(state);
    }

    @Test
    void aProgramOfWhichNothingIsKnown() {
        tree.file("/usr/bin/binary", "\177ELF").file("/etc/modprobe.d/a.conf", "install udf /usr/bin/binary\n");
        assertThat(state("udf").toString()).startsWith("unknown: /etc/modprobe.d/a.conf:1");
    }

    @Test
    void theFirstLineByFileNameCounts() {
        tree.file("/usr/lib/modprobe.d/10-vendor.conf", "install udf /sbin/modprobe -i udf\n")
                .file("/etc/modprobe.d/20-cis.conf", "install udf /bin/false\n");
        assertThat(state("udf")).isEqualTo("loadable");
        // the administrator's file of the same name hides the vendor's
        tree.file("/etc/modprobe.d/10-vendor.conf", "# nothing\n");
        assertThat(state("udf")).isEqualTo("disabled");
        tree.remove("/etc/modprobe.d/10-vendor.conf").link("/run/modprobe.d/10-vendor.conf", "/dev/null");
        assertThat(state("udf")).isEqualTo("disabled");
    }

    @Test
    void linesGoOnAfterABackslash() {
        tree.file("/etc/modprobe.d/a.conf", "# cis\ninstall \\\n  udf \\\n  /bin/false\ninstall cramfs /bin/false");
        assertThat(state("udf")).isEqualTo("disabled");
        assertThat(source("udf")).isEqualTo("/etc/modprobe.d/a.conf:2");
        assertThat(source("cramfs")).isEqualTo("/etc/modprobe.d/a.conf:5");
    }

    @Test
    void otherFilesDoNotCount() {
        tree.file("/etc/modprobe.d/cis", "install udf /bin/false\n")
                .file("/etc/modprobe.d/.conf", "install udf /bin/false\n")
                .file("/etc/modprobe.d/.a.conf", "install udf /bin/false\n")
                .directory("/etc/modprobe.d/d.conf")
                .link("/etc/modprobe.d/l.conf", "/nowhere");
        assertThat(state("udf")).isEqualTo("loadable");
    }

    @Test
    void aFileThatCannotBeReadMayHoldAnything() {
        tree.file("/etc/modprobe.d/a.conf", "install udf /bin/false\n")
                .file("/etc/modprobe.d/b.conf", "#".repeat(2 << 20));
        assertThat(state("udf").toString()).startsWith("unknown: /etc/modprobe.d/b.conf is larger");
        assertThat(state("dccp")).isEqualTo("absent");
    }

    @Test
    void theCommandLineKeepsModulesOut() {
        tree.file("/proc/cmdline", "module_blacklist=cramfs,udf modprobe.blacklist=sctp\n");
        assertThat(state("udf")).isEqualTo("disabled");
        assertThat(state("sctp")).isEqualTo("blacklisted");
        // the last one counts, and the kernel compares names as they are
        tree.file("/proc/cmdline", "module_blacklist=udf module_blacklist=usb-storage\n");
        assertThat(state("udf")).isEqualTo("loadable");
        assertThat(told(facts(), "state.usb_storage.next")).isEqualTo("loadable");
        tree.file("/proc/cmdline", "initcall_blacklist=init_squashfs_fs initcall_blacklist=init_udf_fs,x\n");
        assertThat(state("squashfs")).isEqualTo("disabled");
        assertThat(state("udf")).isEqualTo("disabled");
    }

    @Test
    void aLockOfThisBoot() {
        tree.file("/proc/sys/kernel/modules_disabled", "1\n")
                .file("/etc/modprobe.d/a.conf", "install udf /bin/false\n");
        assertThat(told(facts(), "locked")).isEqualTo(true);
        assertThat(state("cramfs")).isEqualTo("locked");
        assertThat(told(facts(), "state.cramfs.next")).isEqualTo("loadable");
        assertThat(state("udf")).isEqualTo("disabled");
        assertThat(state("squashfs")).isEqualTo("builtin");
        assertThat(state("overlay")).isEqualTo("loaded");
    }

    @Test
    void whatNeedsThem() {
        assertThat(told(facts(), "state.squashfs.needed")).isEqualTo("nothing");
        assertThat(told(facts(), "state.udf.needed")).isEqualTo("nothing");
        tree.file("/var/lib/snapd/snaps/core22_1122.snap", "hsqs")
                .file("/sys/class/dmi/id/chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77\n");
        assertThat(told(facts(), "state.squashfs.needed").toString()).startsWith("snaps");
        assertThat(told(facts(), "state.udf.needed").toString()).startsWith("Azure");
    }

    @Test
    void withoutListsTheConfigurationTells() {
        tree.remove(DIRECTORY + "/modules.builtin").remove(DIRECTORY + "/modules.dep");
        assertThat(state("udf").toString()).startsWith("unknown: ");
        tree.file(
                "/boot/config-" + RELEASE,
                "CONFIG_X86_64=y\nCONFIG_UDF_FS=y\nCONFIG_CRAMFS=m\n# CONFIG_IP_DCCP is not set\n");
        assertThat(state("udf")).isEqualTo("builtin");
        assertThat(state("dccp")).isEqualTo("absent");
        assertThat(state("cramfs").toString()).startsWith("unknown: ");
    }

    @Test
    void anImageHasFilesOnly(@TempDir Path image) {
        try (HostTree other = new HostTree(image)
                .file("/usr/lib/modules/6.1.0-9-amd64/modules.dep", "kernel/fs/udf/udf.ko:\n")
                .file("/usr/lib/modules/6.1.0-26-amd64/modules.dep", "kernel/fs/udf/udf.ko:\nkernel/net/rds/rds.ko:\n")
                .file("/usr/lib/modules/6.1.0-26-amd64/modules.builtin", "kernel/fs/squashfs/squashfs.ko\n")
                .link("/lib", "usr/lib")
                .file("/etc/modprobe.d/a.conf", "install udf /bin/false\n")) {
            tree.close();
            tree = other;
            Group facts = facts();
            assertThat(told(facts, "release")).isEqualTo("6.1.0-26-amd64");
            assertThat(state("udf")).isEqualTo("disabled");
            assertThat(state("rds")).isEqualTo("loadable");
            assertThat(state("dccp")).isEqualTo("absent");
            assertThat(expected(at(facts, "helper"))).isTrue();
            assertThat(expected(at(facts, "foreign"))).isTrue();
        }
    }

    @Test
    void aTreeWithoutAKernel(@TempDir Path image) {
        try (HostTree other = new HostTree(image).file("/etc/os-release", "ID=debian\n")) {
            tree.close();
            tree = other;
            assertThat(expected(at(facts(), "state.udf.state"))).isTrue();
        }
    }

    @Test
    void whatWasNotCapturedIsNotKnown() {
        tree.remove("/proc/modules").file("/etc/modprobe.d/a.conf", "install udf /bin/false\n");
        assertThat(expected(at(facts(), "state.udf.state"))).isTrue();
        assertThat(state("sctp")).isEqualTo("loadable");
    }

    private static boolean expected(@Nullable Node node) {
        return node instanceof Unknown unknown && unknown.expected();
    }

    @Test
    void garbageIsPassedOver() {
        StringBuilder noise = new StringBuilder();
        Random random = new Random(4711);
        for (int i = 0; i < 200_000; i++) {
            noise.append((char) (random.nextInt(96) + (random.nextInt(12) == 0 ? 0 : 10)));
        }
        tree.file("/proc/modules", noise.toString())
                .file(DIRECTORY + "/modules.dep", "\n".repeat(1 << 20) + noise + "a".repeat(1 << 20))
                .file(DIRECTORY + "/modules.builtin", ":".repeat(1 << 20))
                .file("/etc/modprobe.d/a.conf", "a\\\n".repeat(100_000) + noise)
                .file("/proc/cmdline", noise.toString());
        assertThat(told(facts(), "release")).isEqualTo(RELEASE);
        assertThat(state("udf")).isEqualTo("absent");
    }

    @Test
    void releasesAreComparedByNumbers() {
        assertThat(KernelBuild.compare("6.1.0-9-amd64", "6.1.0-26-amd64")).isNegative();
        assertThat(KernelBuild.compare("6.10.1", "6.9.9")).isPositive();
        assertThat(KernelBuild.compare("5.14.0-427.el9.x86_64", "5.14.0-427.el9.x86_64"))
                .isZero();
        assertThat(KernelBuild.version("6.12.43+deb13-amd64")).isEqualTo(6012);
        assertThat(KernelBuild.version("x")).isZero();
        assertThat(KernelBuild.version("99999.1")).isZero();
    }
}
