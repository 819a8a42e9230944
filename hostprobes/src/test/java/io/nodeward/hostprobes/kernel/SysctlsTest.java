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
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings as they run, as files set them, and as the command line does. */
class SysctlsTest {

    private static final String KEY = "kernel.kptr_restrict";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/sys/kernel/kptr_restrict", "1\n")
                .file("/proc/sys/net/ipv4/conf/all/send_redirects", "0\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group kernel() {
        return conforming("kernel", Sysctls.read(tree.root()));
    }

    private Object persisted(String key) {
        Many settings = (Many) Objects.requireNonNull(at(kernel(), "settings"));
        for (Many.Item item : settings.items()) {
            if (item.key().equals(key)) {
                return told(item.node(), "persisted");
            }
        }
        return "no setting";
    }

    private Object persisted() {
        return persisted(KEY);
    }

    @Test
    void running() {
        assertThat(told(kernel(), "sysctl.kernel_kptr_restrict.value")).isEqualTo(1L);
        assertThat(persisted()).isEqualTo("nothing");
        tree.file("/proc/sys/kernel/kptr_restrict", "x\n");
        assertThat(told(kernel(), "sysctl.kernel_kptr_restrict.value").toString())
                .startsWith("unknown: ");
    }

    @Test
    void anImageRunsNothing(@TempDir Path image) {
        try (HostTree other = new HostTree(image)) {
            Object value = at(Sysctls.read(other.root()), "sysctl.kernel_kptr_restrict.value");
            assertThat(((Unknown) Objects.requireNonNull(value)).expected()).isTrue();
        }
    }

    @Test
    void theLastFileByNameWins() {
        tree.file("/usr/lib/sysctl.d/99-a.conf", KEY + " = 2\n")
                .file("/etc/sysctl.d/50-b.conf", "# " + KEY + " = 9\n;x\n\n  kernel/kptr_restrict=0  \n");
        assertThat(persisted()).isEqualTo("2");
        Known value = (Known) at(kernel(), "sysctl_conflicts.0.value");
        assertThat(Objects.requireNonNull(value).source()).isEqualTo("/usr/lib/sysctl.d/99-a.conf:1");
        assertThat(value.overrode().getFirst().source()).isEqualTo("/etc/sysctl.d/50-b.conf:4");
    }

    @Test
    void aFileOfTheSameNameHidesTheOther() {
        tree.file("/usr/lib/sysctl.d/99-a.conf", KEY + "=2\n").file("/run/sysctl.d/99-a.conf", KEY + "=0\n");
        assertThat(persisted()).isEqualTo("0");
        assertThat(told(kernel(), "sysctl_conflicts")).isEqualTo(List.of());
        tree.link("/etc/sysctl.d/99-a.conf", "/dev/null");
        assertThat(persisted()).isEqualTo("nothing");
    }

    @Test
    void theOldFileCountsThroughALinkOnly() {
        tree.file("/etc/sysctl.conf", KEY + "=2\n");
        assertThat(persisted()).isEqualTo("nothing");
        tree.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
        assertThat(persisted()).isEqualTo("2");
    }

    @Test
    void patternsAndWhatIsKeptFromThem() {
        String key = "net.ipv4.conf.all.send_redirects";
        tree.file("/etc/sysctl.d/50-a.conf", "net.ipv4.conf.*.send_redirects = 1\n");
        assertThat(persisted(key)).isEqualTo("1");
        tree.file("/etc/sysctl.d/40-a.conf", key + " = 0\n");
        assertThat(persisted(key)).isEqualTo("0");
        tree.file("/etc/sysctl.d/40-a.conf", "-" + key + "\n");
        assertThat(persisted(key)).isEqualTo("nothing");
        tree.file("/etc/sysctl.d/40-a.conf", "net.*.send_redirects = 0\n").remove("/etc/sysctl.d/50-a.conf");
        assertThat(persisted(key)).isEqualTo("nothing");
    }

    @Test
    void oddLines() {
        tree.file("/etc/sysctl.d/a.conf", KEY + "\n-" + KEY + " = 2\n" + KEY + ".x = 3\n")
                .file("/etc/sysctl.d/b", KEY + "=0");
        assertThat(persisted()).isEqualTo("2");
        tree.file("/etc/sysctl.d/b.conf", KEY + " =\n");
        assertThat(persisted()).isEqualTo("nothing");
    }

    @Test
    void theCommandLineComesBeforeFiles() {
        tree.file("/proc/cmdline", "quiet sysctl." + KEY + "=1 sysctl.kernel/kptr_restrict=2\n");
        assertThat(persisted()).isEqualTo("2");
        tree.file("/etc/sysctl.d/a.conf", KEY + "=0\n");
        assertThat(persisted()).isEqualTo("0");
    }

    @Test
    void aFileThatCannotBeReadMayHoldAnything() {
        tree.directory("/etc/sysctl.d/99-z.conf").file("/etc/sysctl.d/a.conf", KEY + "=0\n");
        assertThat(persisted().toString()).startsWith("unknown: /etc/sysctl.d/99-z.conf");
        assertThat(told(kernel(), "sysctl_conflicts").toString()).startsWith("unknown: ");
    }

    @Test
    void dotsAndSlashes() {
        assertThat(SysctlFiles.normal("net.ipv4.conf.eth0/1.rp_filter")).isEqualTo("net/ipv4/conf/eth0.1/rp_filter");
        assertThat(SysctlFiles.normal("net/ipv4/conf/eth0.1/rp_filter")).isEqualTo("net/ipv4/conf/eth0.1/rp_filter");
        assertThat(SysctlFiles.normal("kernel")).isEqualTo("kernel");
    }
}
