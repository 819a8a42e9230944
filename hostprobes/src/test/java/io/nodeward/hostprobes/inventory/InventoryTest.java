package io.nodeward.hostprobes.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host is made of. */
class InventoryTest {

    @TempDir
    Path directory;

    @Test
    void thisHost() throws Exception {
        try (HostRoot root = HostRoot.open(Path.of("/"))) {
            Group facts = Inventory.read(root);
            List<String> memory = Files.readAllLines(Path.of("/proc/meminfo"));
            assertThat(memory).contains("MemTotal:%15d kB".formatted((long) HostTree.told(facts, "memory") / 1024));
            assertThat((long) HostTree.told(facts, "memory_available"))
                    .isLessThan((long) HostTree.told(facts, "memory"));
            assertThat((long) HostTree.told(facts, "processors")).isPositive();
            assertThat(HostTree.told(facts, "interfaces"))
                    .asInstanceOf(LIST)
                    .containsExactlyInAnyOrderElementsOf(NetworkInterface.networkInterfaces()
                            .map(NetworkInterface::getName)
                            .toList());
            assertThat(facts.names()).noneMatch(name -> name.contains("serial"));
        }
    }

    @Test
    void aCapturedTree() {
        try (HostTree host = new HostTree(directory)
                .file(
                        "/proc/cpuinfo",
                        "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\n")
                .file(
                        "/proc/meminfo",
                        "MemTotal:       24684092 kB\nMemAvailable:   kB\nSwapTotal:   99999999999999999999 kB\n")
                .file("/proc/loadavg", "0.10 0.20 0.30 1/100 4711\n")) {
            Group facts = Inventory.read(host.root());
            assertThat(HostTree.told(facts, "processor")).isEqualTo("Some CPU");
            assertThat(HostTree.told(facts, "processors")).isEqualTo(2L);
            assertThat(HostTree.told(facts, "virtual")).isEqualTo(true);
            assertThat(HostTree.told(facts, "memory")).isEqualTo(24_684_092L * 1024);
            assertThat(HostTree.told(facts, "memory_available"))
                    .isEqualTo("unknown: /proc/meminfo does not say MemAvailable:");
            assertThat(HostTree.told(facts, "swap")).isEqualTo("unknown: /proc/meminfo does not say SwapTotal:");
            assertThat(HostTree.told(facts, "load")).isEqualTo(List.of("0.10", "0.20", "0.30"));
            assertThat(HostTree.at(facts, "disks"))
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.expected()).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "garbage", "processor", "\0\0\0"})
    void garbage(String text) {
        try (HostTree host = new HostTree(directory)
                .file("/proc/cpuinfo", text)
                .file("/proc/meminfo", text)
                .file("/proc/loadavg", text)) {
            assertThat(Inventory.read(host.root()).names()).hasSize(16);
        }
    }
}
