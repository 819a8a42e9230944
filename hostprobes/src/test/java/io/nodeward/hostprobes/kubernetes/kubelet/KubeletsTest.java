package io.nodeward.hostprobes.kubernetes.kubelet;

import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found of kubelets, and that what cannot be read is unknown and never absent. */
class KubeletsTest {

    private static final String CONFIG = "/var/lib/kubelet/config.yaml";
    private static final String UNIT = "/etc/systemd/system/kubelet.service";
    private static final String HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/1/cmdline", "/sbin/init\0")
                .file("/proc/1/mountinfo", HostTree.MOUNTS)
                .file(
                        "/var/lib/dpkg/status",
                        "Package: kubelet\nStatus: install ok installed\nVersion: 1.36.3-1.1\n\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private HostTree running(String... arguments) {
        return tree.service(812, "kubelet.service", "kubelet", arguments);
    }

    private Object fact(String path) {
        return told(tree.facts(), path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_ca.exists",
                "client_ca.path",
                "static_pods.exists",
                "serving_certificate.path",
                "serving_certificate.exists",
                "tls.min_version",
                "gates",
                "alpha_gates",
                "beta_gates",
                "config.authentication.anonymous.enabled",
                "plugin_directories.0.exists",
                "keys.0.mode",
            })
    void whatFollowsFromAFileThatCannotBeReadIsUnknown(String name) {
        running("--config=" + CONFIG).file(CONFIG, "kind: [\n");
        assertThat(fact("kubelets.0." + name).toString()).startsWith("unknown: " + CONFIG);
    }

    @Test
    void whatDoesNotFollowFromItStaysKnown() {
        running("--config=" + CONFIG).file(CONFIG, "kind: [\n").directory("/var/lib/kubelet/pki");
        assertThat(fact("kubelets.0.certificate_directory.exists")).isEqualTo(true);
        assertThat(fact("kubelets.0.root_directory.path")).isEqualTo("/var/lib/kubelet");
        assertThat(fact("kubelets.0.executable_replaced")).isEqualTo(false);
    }

    @Test
    void nothingConfiguredIsNoFile() {
        running("--config=" + CONFIG).file(CONFIG, HEAD);
        assertThat(fact("kubelets.0.client_ca.path")).isEqualTo("");
        assertThat(fact("kubelets.0.client_ca.exists")).isEqualTo(false);
    }

    @Test
    void aDirectoryOfDropInsThatCannotBeListedMayHoldSome() {
        running("--config-dir=/etc/d/").link("/etc/d", "/etc/e").link("/etc/e", "/etc/d");
        assertThat(fact("kubelets.0.config_dropins.0.mode").toString()).startsWith("unknown: ");
    }

    @Test
    void gatesOfEachStage() {
        running("--config=" + CONFIG)
                .file(CONFIG, HEAD + "featureGates: {AllAlpha: true, AllBeta: true, GracefulNodeShutdown: true}\n");
        assertThat(fact("kubelets.0.alpha_gates")).isEqualTo(List.of("AllAlpha"));
        assertThat(fact("kubelets.0.beta_gates")).isEqualTo(List.of("AllBeta"));
    }

    @Test
    void aProgramThatWasReplaced() {
        running().link("/proc/812/exe", "/usr/bin/kubelet (deleted)");
        assertThat(fact("kubelets.0.executable_replaced")).isEqualTo(true);
        assertThat(fact("kubelets.0.executable.path")).isEqualTo("/usr/bin/kubelet");
    }

    @Test
    void aProgramThatCannotBeTold() {
        running().remove("/proc/812/exe");
        assertThat(fact("kubelets.0.executable_replaced").toString()).startsWith("unknown: /proc/812/exe");
        assertThat(fact("kubelets.0.executable.path").toString()).startsWith("unknown: /proc/812/exe");
    }

    @Test
    void directoriesOfPlugins() {
        running("--config=" + CONFIG, "--image-credential-provider-bin-dir=/opt/p")
                .file(CONFIG, HEAD + "volumePluginDir: /opt/v\n")
                .directory("/opt/v");
        assertThat(fact("kubelets.0.plugin_directories")).isEqualTo(List.of("/opt/v", "/opt/p"));
        assertThat(fact("kubelets.0.plugin_directories.0.exists")).isEqualTo(true);
        assertThat(fact("kubelets.0.plugin_directories.1.exists")).isEqualTo(false);
    }

    @Test
    void keysThatAreThereWithLinksFollowed() {
        String pki = "/var/lib/kubelet/pki";
        running("--kubeconfig=/etc/kubernetes/kubelet.conf")
                .file(pki + "/kubelet.key", "x")
                .file(pki + "/kubelet-client-2026.pem", "x")
                .link(pki + "/kubelet-client-current.pem", pki + "/kubelet-client-2026.pem")
                .file(
                        "/etc/kubernetes/kubelet.conf",
                        "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user: {client-key: "
                                + pki
                                + "/kubelet-client-current.pem}\n- name: b\n  user: {client-key: own.key}\n")
                .file("/etc/kubernetes/own.key", "x");
        assertThat(fact("kubelets.0.keys"))
                .isEqualTo(List.of(pki + "/kubelet.key", pki + "/kubelet-client-2026.pem", "/etc/kubernetes/own.key"));
    }

    @Test
    void keysThatSettingsNameAndAreNotThere() {
        running("--tls-cert-file=/etc/k.crt", "--tls-private-key-file=/etc/k.key");
        assertThat(fact("kubelets.0.keys")).isEqualTo(List.of());
        tree.file("/etc/k.key", "x");
        assertThat(fact("kubelets.0.keys")).isEqualTo(List.of("/etc/k.key"));
    }

    @Test
    void aUnitThatCannotBeReadIsAKubeletOfWhichNothingIsKnown() {
        tree.directory(UNIT).file(CONFIG, HEAD);
        assertThat(fact("kubelets")).isEqualTo(List.of("kubelet.service"));
        assertThat(fact("kubelets.0.config.authentication.anonymous.enabled").toString())
                .isEqualTo("unknown: kubelet.service " + UNIT + " is not a regular file");
        assertThat(fact("kubelets.0.service_files.0.path")).isEqualTo(UNIT);
        assertThat(fact("apiservers").toString()).startsWith("unknown: ");
    }

    @Test
    void soIsOneWhoseEnvironmentCannotBeRead() {
        tree.file(UNIT, "[Service]\nEnvironmentFile=-/etc/default/kubelet\nExecStart=/usr/bin/kubelet $A\n")
                .directory("/etc/default/kubelet");
        assertThat(fact("kubelets.0.flag.anonymous_auth").toString())
                .isEqualTo("unknown: kubelet.service /etc/default/kubelet is not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/local/bin/start-node --quick", "/bin/sh -c kubelet", "/usr/bin/env kubelet.sh"})
    void orOneThatStartsSomethingElse(String command) {
        tree.file(UNIT, "[Service]\nExecStart=" + command + "\n");
        assertThat(fact("kubelets.0.config.readOnlyPort").toString()).startsWith("unknown: kubelet.service ");
    }

    @Test
    void whatRunsIsKnownThoughItsUnitIsNot() {
        running("--read-only-port=10255").directory(UNIT);
        assertThat(fact("kubelets.0.config.readOnlyPort")).isEqualTo(10_255L);
        assertThat(fact("kubelets.0.next_config.readOnlyPort").toString()).startsWith("unknown: kubelet.service ");
        assertThat(fact("kubelets.0.drift").toString()).startsWith("unknown: kubelet.service ");
    }

    @Test
    void relativePathsStartInTheUnitsDirectory() {
        tree.file(UNIT, "[Service]\nWorkingDirectory=/opt\nExecStart=/usr/bin/kubelet --config=k.yaml\n")
                .file("/opt/k.yaml", HEAD + "readOnlyPort: 10255\n");
        assertThat(fact("kubelets.0.config.readOnlyPort")).isEqualTo(10_255L);
        assertThat(fact("kubelets.0.config_file.path")).isEqualTo("/opt/k.yaml");
    }

    @Test
    void filesThatAreMountedForTheKubeletAlone() {
        running("--config=" + CONFIG)
                .file(
                        "/proc/812/mountinfo",
                        HostTree.MOUNTS + "30 22 8:1 /srv/k /var/lib/kubelet rw - ext4 /dev/sda1 rw\n")
                .file(CONFIG, HEAD)
                .file("/srv/k/config.yaml", HEAD + "readOnlyPort: 10255\n");
        assertThat(fact("kubelets.0.config.readOnlyPort")).isEqualTo(10_255L);
        assertThat(fact("kubelets.0.config_file.path")).isEqualTo("/srv/k/config.yaml");
    }

    @Test
    void secretsOfTheStaticPodsAddressAreNeverShown() {
        running("--config=" + CONFIG, "--manifest-url=https://u:s3cret@h/x?t=s3cret")
                .file(CONFIG, HEAD + "staticPodURLHeader: {Authorization: [s3cret]}\n")
                .file(
                        UNIT,
                        "[Service]\nExecStart=/usr/bin/kubelet --manifest-url=https://v:s3cret@g/ --config=" + CONFIG
                                + " --manifest-url-header=A:s3cret --storage-driver-password=s3cret\n");
        assertThat(fact("kubelets.0.config.staticPodURL")).isEqualTo("https://***@h/x?***");
        assertThat(fact("kubelets.0.drift").toString()).contains("staticPodURL");
        assertThat(everything()).doesNotContain("s3cret");
    }

    @Test
    void aListIsUnknownWhereK3sHoldsTheKubelet() {
        tree.process(600, 0, "0::/system.slice/k3s.service", "/usr/local/bin/k3s", "/usr/local/bin/k3s server");
        for (String list : List.of("kubelets", "apiservers", "controller_managers", "schedulers", "etcds")) {
            assertThat(fact(list).toString())
                    .startsWith("unknown: /proc/600/cmdline k3s (pid 600) runs ")
                    .endsWith("inside its own process, whose settings do not show");
        }
    }

    private String everything() {
        StringBuilder all = new StringBuilder();
        collect(tree.facts(), all);
        return all.toString();
    }

    private static void collect(Node node, StringBuilder all) {
        switch (node) {
            case Group group -> {
                for (String name : group.names()) {
                    Node child = group.get(name);
                    if (child != null) {
                        collect(child, all);
                    }
                }
            }
            case Many many -> many.items().forEach(item -> collect(item.node(), all));
            default -> all.append(node).append('\n');
        }
    }
}
