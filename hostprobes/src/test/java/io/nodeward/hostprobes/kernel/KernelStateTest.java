package io.nodeward.hostprobes.kernel;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a running kernel guards itself, by what it says of that. */
class KernelStateTest {

    private static final String GLOBAL = "-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final String VARIABLES = "/sys/firmware/efi/efivars/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/sys/kernel/security/lsm", "lockdown,capability,landlock,yama,apparmor,tomoyo,bpf,ima,evm")
                .file("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n")
                .file("/proc/modules", "overlay 163840 21 - Live 0x0000000000000000\n")
                .file("/sys/module/module/parameters/sig_enforce", "N\n")
                .file("/proc/sys/kernel/tainted", "0\n")
                .file("/sys/kernel/kexec_loaded", "0\n")
                .file("/sys/kernel/mm/ksm/run", "0\n")
                .file("/sys/kernel/uevent_helper", "\n")
                .file("/proc/sys/kernel/poweroff_cmd", "/sbin/poweroff\n")
                .file("/proc/sys/kernel/core_pattern", "core\n")
                .file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma misc\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group facts() {
        return conforming("kernel_state", KernelState.read(tree.root()));
    }

    private Object fact(String name) {
        return told(facts(), name);
    }

    @Test
    void asTheKernelSays() {
        assertThat(fact("lsm"))
                .isEqualTo(List.of(
                        "lockdown", "capability", "landlock", "yama", "apparmor", "tomoyo", "bpf", "ima", "evm"));
        assertThat(fact("lockdown")).isEqualTo("integrity");
        assertThat(fact("signatures_enforced")).isEqualTo(false);
        assertThat(fact("kexec_loaded")).isEqualTo(false);
        assertThat(fact("same_page_merging")).isEqualTo(false);
        assertThat(fact("uevent_helper")).isEqualTo("");
        assertThat(fact("poweroff_helper")).isEqualTo("/sbin/poweroff");
        assertThat(fact("cgroup")).isEqualTo("2");
    }

    @Test
    void aKernelWithoutLockdown() {
        tree.remove("/sys/kernel/security/lockdown");
        assertThat(fact("lockdown")).isEqualTo("nothing");
        tree.file("/sys/kernel/security/lockdown", "none\n");
        assertThat(fact("lockdown").toString()).startsWith("unknown: ");
    }

    @Test
    void signatures() {
        tree.file("/sys/module/module/parameters/sig_enforce", "Y\n");
        assertThat(fact("signatures_enforced")).isEqualTo(true);
        tree.remove("/sys/module/module/parameters/sig_enforce");
        assertThat(fact("signatures_enforced")).isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource({"0, false, false", "128, true, false", "16, false, true", "4243, true, true", "12289, false, false"})
    void whatItHasBeenThrough(String bits, boolean oopsed, boolean machineCheck) {
        tree.file("/proc/sys/kernel/tainted", bits + "\n");
        assertThat(fact("oopsed")).isEqualTo(oopsed);
        assertThat(fact("machine_check")).isEqualTo(machineCheck);
    }

    private void variable(String name, int value) {
        try {
            Path file = directory.resolve((VARIABLES + name).substring(1));
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {6, 0, 0, 0, (byte) value});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void secureBoot() {
        tree.directory("/sys/firmware");
        assertThat(fact("secure_boot")).as("by BIOS").isEqualTo("nothing");
        tree.directory("/sys/firmware/efi/efivars");
        assertThat(fact("secure_boot").toString()).contains("not mounted");
        variable("Boot0000" + GLOBAL, 1);
        assertThat(fact("secure_boot")).isEqualTo("off");
        variable("SecureBoot" + GLOBAL, 1);
        assertThat(fact("secure_boot")).isEqualTo("on");
        variable("MokSBStateRT-605dab50-e046-4300-abb6-3dd810dd8b23", 1);
        assertThat(fact("secure_boot")).isEqualTo("unverified");
        variable("SetupMode" + GLOBAL, 1);
        assertThat(fact("secure_boot")).isEqualTo("setup");
        tree.remove(VARIABLES + "SecureBoot" + GLOBAL).file(VARIABLES + "SecureBoot" + GLOBAL, "\6");
        assertThat(fact("secure_boot")).isEqualTo("off");
    }

    @Test
    void userNamespaces() {
        assertThat(fact("unprivileged_userns").toString()).startsWith("unknown: ");
        tree.file("/proc/sys/kernel/unprivileged_userns_clone", "1\n");
        assertThat(fact("unprivileged_userns")).isEqualTo("allowed");
        tree.file("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        assertThat(fact("unprivileged_userns")).isEqualTo("restricted");
        tree.file("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0\n");
        assertThat(fact("unprivileged_userns")).isEqualTo("allowed");
        tree.file("/proc/sys/kernel/unprivileged_userns_clone", "0\n");
        assertThat(fact("unprivileged_userns")).isEqualTo("restricted");
    }

    @Test
    void controlGroups() {
        tree.remove("/sys/fs/cgroup/cgroup.controllers").directory("/sys/fs/cgroup/memory");
        assertThat(fact("cgroup")).isEqualTo("1");
        tree.file("/sys/fs/cgroup/unified/cgroup.controllers", "\n");
        assertThat(fact("cgroup")).isEqualTo("hybrid");
    }

    @Test
    void whoTakesCrashes() {
        assertThat(fact("core_helper")).isEqualTo("");
        assertThat(fact("core_helper_present")).isEqualTo(true);
        tree.file("/proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h\n");
        assertThat(fact("core_helper")).isEqualTo("/usr/lib/systemd/systemd-coredump");
        assertThat(fact("core_helper_present")).isEqualTo(false);
        tree.file("/usr/lib/systemd/systemd-coredump", "\177ELF");
        assertThat(fact("core_helper_present")).isEqualTo(true);
        tree.file("/proc/sys/kernel/core_pattern", "|\n");
        assertThat(fact("core_helper")).isEqualTo("");
    }

    @Test
    void anImageTellsNothing(@TempDir Path image) {
        try (HostTree other = new HostTree(image).file("/etc/os-release", "ID=debian\n")) {
            tree.close();
            tree = other;
            Group facts = facts();
            for (String name : facts.names()) {
                assertThat(at(facts, name)).as(name).isInstanceOf(Unknown.class);
                assertThat(((Unknown) Objects.requireNonNull(at(facts, name))).expected())
                        .as(name)
                        .isTrue();
            }
            assertThat(facts.names()).hasSize(14);
        }
    }

    @Test
    void garbage() {
        for (String path : List.of(
                "/sys/kernel/security/lsm",
                "/sys/kernel/security/lockdown",
                "/proc/sys/kernel/tainted",
                "/proc/sys/kernel/core_pattern")) {
            tree.file(path, "][,,|\0\u00e4".repeat(600));
        }
        assertThat(fact("lockdown").toString()).startsWith("unknown: ");
        assertThat(fact("oopsed").toString()).startsWith("unknown: ");
        assertThat(facts().names()).contains("lsm", "core_helper");
    }
}
