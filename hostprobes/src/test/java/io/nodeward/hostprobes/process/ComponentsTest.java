package io.nodeward.hostprobes.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom to believe to be a component. */
class ComponentsTest {

    private static final String SERVICE = "0::/system.slice/kubelet.service";
    private static final String SESSION = "0::/user.slice/user-1000.slice/session-3.scope";
    private static final String HASH = "0123456789abcdef0123456789abcdef";
    private static final String STATIC_POD = "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + HASH
            + ".slice/cri-containerd-a.scope";
    private static final String UID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    private static final String POD =
            "0::/kubepods.slice/kubepods-pod1b4e28ba_2fa1_11d2_883f_0016d3cca427.slice/x.scope";
    private static final String CONTAINER = "0::/system.slice/docker-abc.scope";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Components among(String... declared) {
        HostRoot root = tree.root();
        return Components.among(ProcessTable.read(root), root, Set.of(declared));
    }

    private static List<Integer> pids(Components components, Component component) {
        return components.of(component).stream().map(HostProcess::pid).toList();
    }

    private static List<String> reasons(Components components) {
        return components.decoys().stream()
                .map(decoy -> decoy.process().pid() + " " + decoy.reason())
                .toList();
    }

    /** One process and whether it counts by itself, and beside one that is beyond doubt. */
    @ParameterizedTest
    @CsvSource({
        "kubelet,        0,    " + SERVICE + ",    /usr/bin/kubelet,          true,  true",
        "kubelet,        0,    " + SERVICE + ",    /usr/bin/kubelet-v1.36.3,  true,  true",
        "kubelet,        0,    0::/,               /usr/bin/kubelet,          true,  false",
        "kubelet,        0,    " + SERVICE + ",    /usr/bin/node-agent,       true,  false",
        "kubelet,        0,    " + SERVICE + ",    /usr/bin/python3.11,       false, false",
        "kubelet,        0,    0::/,               /usr/bin/sleep,            false, false",
        "kubelet,        1000, " + SERVICE + ",    /usr/bin/kubelet,          false, false",
        "kubelet,        1000, " + SESSION + ",    /usr/bin/kubelet,          false, false",
        "kubelet,        1000, 0::/,               /usr/bin/kubelet,          false, false",
        "kubelet,        0,    " + STATIC_POD + ", /usr/bin/kubelet,          false, false",
        "kubelet,        0,    " + POD + ",        /usr/bin/kubelet,          false, false",
        "kubelet,        0,    " + CONTAINER + ",  /usr/bin/kubelet,          true,  false",
        "kube-apiserver, 0,    " + STATIC_POD + ", /usr/bin/kube-apiserver,   true,  true",
        "kube-apiserver, 0,    " + POD + ",        /usr/bin/kube-apiserver,   false, false",
        "kube-apiserver, 997,  0::/system.slice/www.service, /usr/bin/kube-apiserver,            false, false",
        "kube-apiserver, 997,  0::/system.slice/kube-apiserver.service, /usr/bin/kube-apiserver, true,  false",
        "etcd,           1000, " + SESSION + ",    /usr/bin/etcd,             false, false",
    })
    void judges(String program, int uid, String cgroup, String executable, boolean alone, boolean beside) {
        tree.process(7, uid, cgroup, executable, program);
        Component component = Component.valueOf(
                switch (program) {
                    case "kube-apiserver" -> "API_SERVER";
                    default -> program.toUpperCase(java.util.Locale.ROOT);
                });
        assertThat(pids(among(), component)).isEqualTo(alone ? List.of(7) : List.of());
        tree.process(8, 0, "0::/system.slice/other.service", "/usr/bin/" + program, program);
        Components both = among();
        assertThat(pids(both, component)).isEqualTo(beside ? List.of(7, 8) : List.of(8));
        assertThat(both.decoys()).hasSize(beside ? 0 : 1);
    }

    @Test
    void aPodThatItsManifestGivesAUidIsAStaticPod() {
        tree.process(7, 0, POD, "/usr/bin/kube-apiserver", "kube-apiserver");
        assertThat(pids(among(UID), Component.API_SERVER)).containsExactly(7);
        assertThat(reasons(among())).containsExactly("7 runs in an ordinary pod");
    }

    @Test
    void aCapturedServiceWithoutItsUserCountsForWantOfABetterOne() {
        tree.service(7, "kubelet.service", "kubelet").remove("/proc/7/status");
        assertThat(pids(among(), Component.KUBELET)).containsExactly(7);
        tree.service(8, "kubelet.service", "kubelet");
        assertThat(pids(among(), Component.KUBELET)).containsExactly(8);
        assertThat(reasons(among())).containsExactly("7 its user cannot be told, while another one is beyond doubt");
    }

    @Test
    void inASessionOrPodTheUserHasToBeKnown() {
        tree.process(7, 0, SESSION, "/usr/bin/kubelet", "kubelet").remove("/proc/7/status");
        assertThat(reasons(among())).containsExactly("7 its user cannot be told");
    }

    @Test
    void anExecutableThatOthersCanWriteIsADoubt() throws IOException {
        tree.file("/opt/bin/kubelet", "x").process(7, 0, SERVICE, "/opt/bin/kubelet", "kubelet");
        Files.setPosixFilePermissions(directory.resolve("opt/bin"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(pids(among(), Component.KUBELET)).containsExactly(7);
        tree.service(8, "other.service", "kubelet");
        assertThat(reasons(among()))
                .containsExactly("7 its executable lies in /opt/bin, which others than root can write,"
                        + " while another one is beyond doubt");
        tree.file("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/opt/bin/kubelet\n");
        assertThat(pids(among(), Component.KUBELET))
                .as("root wrote it into the unit")
                .containsExactly(7, 8);
    }

    @Test
    void anotherExecutableInAWritableDirectoryOutsideServicesIsADecoy() throws IOException {
        tree.file("/opt/bin/kubelet", "x").process(7, 0, "0::/", "/opt/bin/kubelet", "kubelet");
        Files.setPosixFilePermissions(directory.resolve("opt/bin"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(pids(among(), Component.KUBELET)).isEmpty();
    }

    @Test
    void aReplacedProgramKeepsItsName() {
        tree.process(7, 0, SERVICE, "/usr/bin/kubelet (deleted)", "kubelet");
        assertThat(pids(among(), Component.KUBELET)).containsExactly(7);
    }

    @Test
    void whoOnlyAsksForTheVersionIsNone() {
        tree.service(7, "kubelet.service", "kubelet", "--version");
        assertThat(pids(among(), Component.KUBELET)).isEmpty();
        assertThat(among().decoys()).isEmpty();
    }

    @Test
    void aReasonShowsNoControlCharacters() {
        tree.process(7, 0, "0::/", "/tmp/\u001b[2Jx", "kubelet");
        assertThat(reasons(among())).containsExactly("7 its executable is /tmp/?[2Jx");
    }

    @ParameterizedTest
    @CsvSource({
        "k3s,      k3s server,                   true,  true,  true",
        "k3s,      k3s agent,                    true,  false, false",
        "kubelite, kubelite --kubelet-args-file, true,  true,  false",
        "rke2,     rke2 server,                  true,  true,  true",
        "rke2,     rke2 agent,                   true,  false, false",
        "k0s,      k0s controller,               true,  true,  true",
        "k3s,      k3s kubectl,                  false, false, false",
    })
    void programsThatBringComponentsAlongHideThem(
            String program, String line, boolean kubelet, boolean apiserver, boolean etcd) {
        tree.process(7, 0, "0::/system.slice/any.service", "/usr/local/bin/" + program, line);
        assertThat(among().hides(Component.KUBELET) != null).isEqualTo(kubelet);
        assertThat(among().hides(Component.API_SERVER) != null).isEqualTo(apiserver);
        assertThat(among().hides(Component.ETCD) != null).isEqualTo(etcd);
        tree.process(7, 1000, SESSION, "/usr/local/bin/" + program, line);
        assertThat(among().hides(Component.KUBELET)).as("started by a user").isNull();
    }

    @Test
    void theirUnitsSayItToo() {
        assertThat(among().hides(Component.KUBELET)).isNull();
        tree.file("/etc/systemd/system/k3s-agent.service", "[Service]\nExecStart=/usr/local/bin/k3s agent\n");
        Unknown hidden = Objects.requireNonNull(among().hides(Component.KUBELET));
        assertThat(hidden.reason())
                .isEqualTo(
                        "k3s (k3s-agent.service) runs kubelet inside its own process, whose" + " settings do not show");
        assertThat(hidden.source()).isEqualTo("/etc/systemd/system/k3s-agent.service");
        assertThat(among().hides(Component.API_SERVER)).isNull();
        tree.link("/etc/systemd/system/k3s-agent.service", "/dev/null");
        assertThat(among().hides(Component.KUBELET)).as("masked").isNull();
    }

    @Test
    void whatRke2RunsBesideAKubeletShows() {
        tree.process(6, 0, "0::/system.slice/rke2-server.service", "/usr/local/bin/rke2", "rke2", "server")
                .process(7, 0, "0::/system.slice/rke2-server.service", "/var/lib/rancher/rke2/bin/kubelet", "kubelet");
        assertThat(pids(among(), Component.KUBELET)).containsExactly(7);
        assertThat(among().hides(Component.API_SERVER)).isNull();
    }
}
