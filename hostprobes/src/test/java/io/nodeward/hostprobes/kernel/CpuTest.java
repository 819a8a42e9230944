package io.nodeward.hostprobes.kernel;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The processor's holes, in the kernel's own words. */
class CpuTest {

    private static final String DIRECTORY = "/sys/devices/system/cpu/vulnerabilities/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file(DIRECTORY + "meltdown", "Not affected\n")
                .file("/proc/cpuinfo", """
                        processor\t: 0
                        vendor_id\t: GenuineIntel
                        flags\t\t: fpu vme nx smep lm hypervisor smap
                        vmx flags\t: vnmi
                        bugs\t\t: mds
                        """);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group facts() {
        return conforming("cpu", Cpu.read(tree.root()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Not affected | not affected",
                "Vulnerable | vulnerable",
                "Vulnerable: Safe RET, no microcode | vulnerable",
                "Vulnerable: Clear CPU buffers attempted, no microcode; SMT Host state unknown | vulnerable",
                "Vulnerable: eIBRS with unprivileged eBPF | vulnerable",
                "Mitigation: Clear CPU buffers; SMT vulnerable | mitigated",
                "Mitigation: PTE Inversion; VMX: conditional cache flushes, SMT vulnerable | mitigated",
                "KVM: Mitigation: Split huge pages | mitigated",
                "KVM: Mitigation: VMX disabled | mitigated",
                "KVM: Vulnerable | vulnerable",
                "Processor vulnerable | vulnerable",
                "Unknown: Dependent on hypervisor status | unknown",
                "Unknown: No mitigations | unknown",
                "Retpolines everywhere | unknown",
                "'' | unknown"
            })
    void words(String text, String state) {
        tree.file(DIRECTORY + "mds", text + "\n");
        assertThat(told(facts(), "vulnerability.mds.state")).isEqualTo(state);
        assertThat(told(facts(), "vulnerability.mds.text")).isEqualTo(text);
    }

    @Test
    void whatIsMissing() {
        tree.file(DIRECTORY + "srbds", "Vulnerable: No microcode\n").file(DIRECTORY + "mds", "Vulnerable\n");
        assertThat(told(facts(), "vulnerability.srbds.microcode_missing")).isEqualTo(true);
        assertThat(told(facts(), "vulnerability.mds.microcode_missing")).isEqualTo(false);
        assertThat(told(facts(), "vulnerability.tsa.state")).isEqualTo("nothing");
    }

    @Test
    void whatIsOpenBesideTheHoleItself() {
        assertThat(Cpu.parts("Mitigation: Enhanced / Automatic IBRS; IBPB: conditional; PBRSB-eIBRS: SW sequence; "
                        + "BHI: Vulnerable, KVM: SW loop"))
                .containsExactly("BHI");
        assertThat(Cpu.parts("Mitigation: Retpolines; STIBP: disabled; RSB filling; BHI: Not affected"))
                .isEmpty();
        assertThat(Cpu.parts("")).isEmpty();
        tree.file(DIRECTORY + "spectre_v2", "Mitigation: Retpolines; PBRSB-eIBRS: Vulnerable; BHI: Retpoline\n");
        assertThat(told(facts(), "vulnerability.spectre_v2.parts")).isEqualTo(List.of("PBRSB-eIBRS"));
    }

    @Test
    void siblings() {
        assertThat(told(facts(), "smt_exposed")).isEqualTo(List.of());
        assertThat(told(facts(), "smt")).isEqualTo("nothing");
        tree.file(DIRECTORY + "mds", "Mitigation: Clear CPU buffers; SMT vulnerable\n")
                .file(DIRECTORY + "tsx_async_abort", "Mitigation: Clear CPU buffers; SMT Host state unknown\n")
                .file("/sys/devices/system/cpu/smt/active", "1\n");
        assertThat(told(facts(), "smt_exposed")).isEqualTo(List.of("mds"));
        assertThat(told(facts(), "smt_undecided")).isEqualTo(List.of("tsx_async_abort"));
        assertThat(told(facts(), "smt")).isEqualTo(true);
    }

    @Test
    void abilities() {
        assertThat(told(facts(), "features")).isEqualTo(List.of("nx", "smep", "smap"));
        assertThat(told(facts(), "virtual")).isEqualTo(true);
        tree.file("/proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd\n")
                .file("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
        assertThat(told(facts(), "features")).isEqualTo("nothing");
        assertThat(told(facts(), "virtual")).isEqualTo(true);
    }

    @Test
    void anImageHasNoProcessor(@TempDir Path image) {
        try (HostTree other = new HostTree(image)) {
            tree.close();
            tree = other;
            Group facts = facts();
            for (String name : List.of("vulnerability.mds", "smt", "smt_exposed", "virtual", "features")) {
                assertThat(((Unknown) Objects.requireNonNull(at(facts, name))).expected())
                        .as(name)
                        .isTrue();
            }
        }
    }

    @Test
    void somethingElseInTheirPlace() {
        tree.directory(DIRECTORY + "mds")
                .file(DIRECTORY + "l1tf", "x".repeat(8 << 10))
                .file("/proc/cpuinfo", "flags\t");
        assertThat(told(facts(), "vulnerability.mds").toString()).startsWith("unknown: ");
        assertThat(told(facts(), "vulnerability.l1tf").toString()).startsWith("unknown: ");
        assertThat(told(facts(), "smt_exposed").toString()).startsWith("unknown: ");
        assertThat(told(facts(), "features")).isEqualTo(List.of());
    }
}
