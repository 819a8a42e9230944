package io.nodeward.hostprobes.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which version packages, tags and paths tell, and that what tells none is not taken for one. */
class VersionsTest {

    @ParameterizedTest
    @CsvSource({
        "registry.k8s.io/kube-apiserver:v1.36.3, v1.36.3, 36",
        "registry.k8s.io/kube-apiserver:1.36.3, v1.36.3, 36",
        "localhost:5000/kube-apiserver:v1.36.3@sha256:00ff, v1.36.3, 36",
        "registry.example/kube-apiserver:v1.36.3-eks-0a1b2c, v1.36.3, 36",
        "registry.example/kube-apiserver:v1.37.0-rc.1, v1.37.0-rc.1, 37",
        "registry.example/kube-apiserver:v1.37.0-alpha.2.15_0123456789abcd, v1.37.0-alpha.2, 37",
        "registry.example/kube-apiserver:v1.99.0, v1.99.0, 99",
        "registry.example/kube-apiserver:v1.36, v1.36, 36",
        "registry.example/kube-apiserver:v2.4.1, '', 0",
        "registry.example/kube-apiserver:2026.11, '', 0",
        "registry.example/kube-apiserver:latest, '', 0",
        "registry.example/kube-apiserver:v1, '', 0",
        "registry.example/kube-apiserver:v1., '', 0",
        "registry.example/kube-apiserver@sha256:00ff, '', 0",
        "localhost:5000/kube-apiserver, '', 0",
        "'', '', 0",
    })
    void ofAnImage(String image, String version, int minor) {
        Versions.Version found = Versions.image(image, "v1.", "a manifest");
        assertThat(found.text()).isEqualTo(version);
        assertThat(found.minor()).isEqualTo(minor);
    }

    @ParameterizedTest
    @CsvSource({
        "1.36.3-1.1, install ok installed, v1.36.3",
        "1:1.36.3-1.1, install ok installed, v1.36.3",
        "1.37.0~rc.1-1, install ok installed, v1.37.0-rc.1",
        "1.36.3-1.1, deinstall ok config-files, ''",
        "2.0.1, install ok installed, ''",
        "snapshot, install ok installed, ''",
    })
    void ofAPackage(String text, String status, String version, @TempDir Path directory) {
        try (HostTree tree = new HostTree(directory)) {
            tree.file("/var/lib/dpkg/status", "Package: kubelet\nStatus: " + status + "\nVersion: " + text + "\n\n");
            assertThat(new Versions(tree.root()).kubelet(null).text()).isEqualTo(version);
        }
    }

    @Test
    void ofAProgramThatNoPackageBrought(@TempDir Path directory) {
        try (HostTree tree = new HostTree(directory)) {
            tree.file("/var/lib/dpkg/status", """
                    Package: etcd
                    Status: install ok installed
                    Version: 3.5.16-1

                    Package: etcd-server
                    Status: install ok installed
                    Version: 20261101

                    """);
            Versions versions = new Versions(tree.root());
            List<String> packages = List.of("etcd-server", "etcd");
            assertThat(versions.program("/opt/etcd", "v3.", packages).text()).isEmpty();
            assertThat(versions.program("/usr/bin/etcd", "v3.", packages).text())
                    .isEqualTo("v3.5.16");
            assertThat(versions.program("/opt/etcd-v3.6.1/etcd", "v3.", packages)
                            .text())
                    .isEqualTo("v3.6.1");
            assertThat(versions.program("/opt/v1.2.3/etcd", "v3.", packages).text())
                    .isEmpty();
        }
    }
}
