package io.nodeward.hostprobes.kubernetes.kubelet;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Known;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a kubelet that does not run, with and without a unit that says how it would start. */
class StoppedKubeletsTest {

    private static final String CONFIG = "/var/lib/kubelet/config.yaml";
    private static final String FLAGS = "/var/lib/kubelet/kubeadm-flags.env";
    private static final String DROP_IN = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf";
    private static final String ANONYMOUS = "kubelets.0.config.authentication.anonymous.enabled";
    private static final String NEXT = "kubelets.0.next_config.authentication.anonymous.enabled";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/1/cmdline", "/sbin/init\0")
                .file("/proc/1/mountinfo", HostTree.MOUNTS)
                .file("/var/lib/dpkg/status", "Package: kubelet\nStatus: install ok installed\nVersion: 1.36.3-1.1\n\n")
                .file(CONFIG, """
                        apiVersion: kubelet.config.k8s.io/v1beta1
                        kind: KubeletConfiguration
                        authentication: {anonymous: {enabled: false}}
                        """);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Object fact(String path) {
        return told(tree.facts(), path);
    }

    private HostTree kubeadm(String flags) {
        return tree.file(FLAGS, "KUBELET_KUBEADM_ARGS=\"" + flags + "\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {FLAGS, "/etc/default/kubelet", "/etc/sysconfig/kubelet"})
    void flagsWinOverTheConfigurationThoughNoUnitIsThere(String file) {
        kubeadm("--v=1")
                .file(
                        file,
                        "KUBELET_" + (file.equals(FLAGS) ? "KUBEADM" : "EXTRA")
                                + "_ARGS=--anonymous-auth=true --read-only-port=10255\n");
        assertThat(fact(ANONYMOUS)).isEqualTo(true);
        assertThat(fact(NEXT)).isEqualTo(true);
        assertThat(fact("kubelets.0.config.readOnlyPort")).isEqualTo(10_255L);
        assertThat(at(tree.facts(), ANONYMOUS))
                .isInstanceOfSatisfying(
                        Known.class, known -> assertThat(known.source()).contains(file, "--anonymous-auth=true"));
    }

    @Test
    void withoutSuchFlagsTheConfigurationCounts() {
        kubeadm("--node-ip=10.0.0.1");
        assertThat(fact("kubelets")).isEqualTo(List.of(CONFIG));
        assertThat(fact(ANONYMOUS)).isEqualTo(false);
        assertThat(fact("kubelets.0.config.readOnlyPort")).isEqualTo(0L);
        assertThat(fact("kubelets.0.kubeconfig.path")).isEqualTo("/etc/kubernetes/kubelet.conf");
        assertThat(fact("kubelets.0.service_files")).isEqualTo(List.of());
    }

    @Test
    void withoutKubeadmsFileNothingSaysHowItIsStarted() {
        assertThat(fact(ANONYMOUS).toString()).startsWith("unknown: " + FLAGS + " is not there");
        assertThat(fact(NEXT).toString()).startsWith("unknown: " + FLAGS);
        assertThat(fact("kubelets.0.flag.read_only_port").toString()).startsWith("unknown: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {FLAGS, "/etc/default/kubelet", "/etc/sysconfig/kubelet"})
    void aFileOfFlagsThatCannotBeReadLeavesThemUnknown(String file) {
        if (!file.equals(FLAGS)) {
            kubeadm("--v=1");
        }
        tree.directory(file);
        assertThat(fact(ANONYMOUS).toString()).startsWith("unknown: ").contains(file, "is not a regular file");
    }

    @Test
    void twoFilesOfWhichNobodySaysWhichCounts() {
        kubeadm("--v=1").file("/etc/default/kubelet", "").file("/etc/sysconfig/kubelet", "");
        assertThat(fact(ANONYMOUS).toString()).contains("/etc/default/kubelet and /etc/sysconfig/kubelet are both");
    }

    @Test
    void aDropInWithoutItsUnitIsWhatTheKubeletStartsBy() {
        tree.file(DROP_IN, """
                [Service]
                EnvironmentFile=-/etc/own.env
                ExecStart=
                ExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml $OWN
                """).file("/etc/own.env", "OWN=--anonymous-auth\n");
        assertThat(fact(ANONYMOUS)).isEqualTo(true);
        tree.file("/etc/own.env", "");
        assertThat(fact(ANONYMOUS)).isEqualTo(false);
    }

    @Test
    void onlyTheFlagsFileIsThere() {
        tree.remove(CONFIG);
        kubeadm("--read-only-port=10255");
        assertThat(fact("kubelets.0.flag.read_only_port")).isEqualTo(10_255L);
        assertThat(fact("kubelets")).isEqualTo(List.of(CONFIG));
        assertThat(fact(ANONYMOUS).toString()).startsWith("unknown: " + CONFIG);
    }

    @Test
    void nothingOfAKubeletIsNoKubelet() {
        tree.remove(CONFIG);
        assertThat(fact("kubelets")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/systemd/system/snap.kubelet.daemon.service, /snap/bin/kubelet, true",
        "/etc/systemd/system/kubelet-ng.service, /usr/bin/hyperkube kubelet, true",
        "/etc/systemd/system/kubelet-csr-approver.service, /usr/bin/kubelet-csr-approver, false"
    })
    void aUnitOfAnotherName(String unit, String command, boolean counts) {
        tree.remove(CONFIG).file(unit, "[Service]\nExecStart=" + command + " --anonymous-auth=true\n");
        assertThat(fact("kubelets")).isEqualTo(counts ? List.of(unit.substring(unit.lastIndexOf('/') + 1)) : List.of());
        if (counts) {
            assertThat(fact(ANONYMOUS)).isEqualTo(true);
        }
    }

    @Test
    void aDirectoryOfUnitsThatCannotBeLookedIntoMayHoldOne() {
        tree.remove(CONFIG).link("/etc/systemd/system", "/etc/systemd/system");
        assertThat(fact("kubelets").toString()).startsWith("unknown: /etc/systemd/system");
    }

    @Test
    void theUnitStartsAWrapper() {
        tree.file("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/opt/start.sh --quick\n");
        assertThat(fact(ANONYMOUS))
                .isEqualTo("unknown: kubelet.service starts another program, which may start a kubelet");
    }

    private HostTree version(String version) {
        String text =
                version.isEmpty() ? "" : "Package: kubelet\nStatus: install ok installed\nVersion: " + version + "\n\n";
        return tree.directory("/etc/kubelet.d")
                .file("/var/lib/dpkg/status", text)
                .file(
                        "/etc/systemd/system/kubelet.service",
                        "[Service]\nExecStart=/usr/bin/kubelet --config=" + CONFIG + " --config-dir=/etc/kubelet.d\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1.36.3-1, default (kubelet v1.36)",
        "1.99.0-1, 'default (kubelet v1.37, nearest known to v1.99)'",
        "1.30.9-1, 'default (kubelet v1.31, nearest known to v1.30)'",
        "'', 'default (kubelet, every version known)'"
    })
    void aDefaultThatEveryVersionHas(String version, String source) {
        version(version);
        assertThat(at(tree.facts(), "kubelets.0.config.readOnlyPort")).isEqualTo(new Known(0L, source));
    }

    @ParameterizedTest
    @CsvSource({"1.36.3-1, true", "1.34.1-1, false", "1.99.0-1, unknown", "1.30.9-1, unknown", "'', unknown"})
    void aDefaultThatChanged(String version, String value) {
        version(version);
        assertThat(fact("kubelets.0.config.failCgroupV1").toString()).startsWith(value);
    }

    @ParameterizedTest
    @CsvSource({"1.31.2-1, 10255", "1.36.3-1, 0", "1.99.0-1, 0", "'', unknown"})
    void aDropInThatIsReadInTwoWays(String version, String value) {
        String head = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
        version(version)
                .file(CONFIG, head + "readOnlyPort: 10255\n")
                .file("/etc/kubelet.d/10.conf", head + "readOnlyPort: null\n");
        assertThat(fact("kubelets.0.config.readOnlyPort").toString()).startsWith(value);
        assertThat(fact("kubelets.0.config.enableServer")).isEqualTo(true);
    }
}
