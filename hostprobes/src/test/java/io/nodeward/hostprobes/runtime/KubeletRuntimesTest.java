package io.nodeward.hostprobes.runtime;

import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime behind the kubelet's endpoint. */
class KubeletRuntimesTest {

    private static final String CONFIG = "/var/lib/kubelet/config.yaml";
    private static final String CONTAINERD = "/etc/containerd/config.toml";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .service(812, "kubelet.service", "kubelet", "--config=" + CONFIG)
                .service(700, "containerd.service", "containerd")
                .file(
                        "/etc/systemd/system/kubelet.service",
                        "[Service]\nExecStart=/usr/bin/kubelet --config=" + CONFIG + "\n")
                .file("/etc/systemd/system/containerd.service", "[Service]\nExecStart=/usr/bin/containerd\n")
                .file("/proc/1/mountinfo", HostTree.MOUNTS)
                .file("/proc/812/mountinfo", HostTree.MOUNTS);
        config("systemd", "unix:///var/run/containerd/containerd.sock");
        versions("1.30.4", "1.7.28");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private void config(String driver, String endpoint) {
        tree.file(
                CONFIG,
                "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: " + driver
                        + "\ncontainerRuntimeEndpoint: " + endpoint + "\n");
    }

    private void versions(String kubelet, String containerd) {
        tree.file(
                "/var/lib/dpkg/status",
                "Package: kubelet\nStatus: install ok installed\nVersion: " + kubelet
                        + "-1.1\n\nPackage: containerd.io\nStatus: install ok installed\nVersion: " + containerd
                        + "-1\n\n");
    }

    private Object runtime(String fact) {
        Group facts = tree.facts();
        return told(facts, "kubelet_runtimes.0." + fact);
    }

    @Test
    void containerd() {
        assertThat(runtime("runtime")).isEqualTo("containerd");
        assertThat(runtime("local")).isEqualTo(true);
        assertThat(runtime("cri")).isEqualTo(true);
        assertThat(runtime("others")).isEqualTo(List.of());
    }

    @Test
    void itsInterfaceIsOff() {
        tree.file(CONTAINERD, "disabled_plugins = ['cri']\n");
        assertThat(runtime("cri")).isEqualTo(false);
    }

    @Test
    void anotherPlace() {
        config("systemd", "unix:///run/shim.sock");
        assertThat(runtime("runtime")).isEqualTo("");
        config("systemd", "tcp://10.0.0.1:3735");
        assertThat(runtime("local")).isEqualTo(false);
    }

    @Test
    void driversOfControlGroups() {
        assertThat(runtime("drivers_agree")).isEqualTo(false);
        tree.file(CONTAINERD, """
                version = 2
                [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]
                runtime_type = 'io.containerd.runc.v2'
                [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc.options]
                SystemdCgroup = true
                """);
        assertThat(runtime("drivers_agree")).isEqualTo(true);
        config("cgroupfs", "unix:///run/containerd/containerd.sock");
        assertThat(runtime("drivers_agree")).isEqualTo(false);
    }

    @Test
    void theKubeletAsksItsRuntime() {
        versions("1.34.1", "2.1.4");
        assertThat(runtime("drivers_agree")).isEqualTo(true);
        versions("1.34.1", "1.7.28");
        assertThat(runtime("drivers_agree")).isEqualTo(false);
    }

    @Test
    void aSecondRuntime() {
        tree.service(701, "docker.service", "dockerd", "-H", "fd://");
        assertThat(runtime("others")).isEqualTo(List.of("docker"));
    }
}
