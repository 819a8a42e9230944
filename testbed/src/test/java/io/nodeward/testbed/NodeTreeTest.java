package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Live
class NodeTreeTest {
    private static final List<String> ON_EVERY_NODE = List.of(
            "/etc/group",
            "/etc/hostname",
            "/etc/os-release",
            "/etc/passwd",
            "/etc/kubernetes/manifests",
            "/etc/systemd/system/multi-user.target.wants/kubelet.service",
            "/usr/lib/systemd/system/kubelet.service",
            "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
            "/var/lib/kubelet/pki/kubelet.crt",
            "/var/lib/kubelet/pki/kubelet.key");

    private static final List<String> OF_A_CLUSTER_NODE = List.of(
            "/etc/kubernetes/kubelet.conf",
            "/etc/kubernetes/pki/ca.crt",
            "/var/lib/kubelet/config.yaml",
            "/var/lib/kubelet/kubeadm-flags.env",
            "/var/lib/kubelet/pki/kubelet-client-current.pem");

    private static final List<String> OF_ETCD = List.of(
            "/etc/kubernetes/manifests/etcd.yaml",
            "/etc/kubernetes/pki/apiserver-etcd-client.key",
            "/etc/kubernetes/pki/etcd/ca.key",
            "/etc/kubernetes/pki/etcd/peer.crt",
            "/etc/kubernetes/pki/etcd/server.crt",
            "/var/lib/etcd");

    @ParameterizedTest
    @EnumSource
    void everyKindHasWhatTheDistributionInstalls(NodeKind kind, Testbed bed) throws IOException {
        NodeTree tree = bed.tree(kind);

        assertThat(ON_EVERY_NODE).allMatch(tree::has);
        assertThat(tree.has("/kubeadm.yaml")).isFalse();
        assertThat(Files.readString(tree.path("/etc/hostname"))).isEqualTo(kind.node() + "\n");
        assertThat(Files.readString(tree.path("/var/lib/dpkg/status"))).contains("Version: 1.36.3-1.1");
        assertThat(mode(tree, "/var/lib/kubelet/pki/kubelet.key")).isEqualTo("rw-------");
        assertThat(mode(tree, "/etc/passwd")).isEqualTo("rw-r--r--");
        assertThat(tree.root().toFile().list()).contains("etc", "usr", "var");
    }

    @Test
    void controlPlane(NodeTree tree) throws IOException {
        assertThat(OF_A_CLUSTER_NODE).allMatch(tree::has);
        assertThat(OF_ETCD).allMatch(tree::has);
        assertThat(List.of("admin", "super-admin", "controller-manager", "scheduler"))
                .allMatch(name -> tree.has("/etc/kubernetes/" + name + ".conf"));
        assertThat(List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler"))
                .allMatch(name -> tree.has("/etc/kubernetes/manifests/" + name + ".yaml"));
        assertThat(tree.flags("kube-apiserver").value("authorization-mode")).contains("Node,RBAC");
        assertThat(Files.readString(tree.path("/var/lib/kubelet/kubeadm-flags.env")))
                .doesNotContain("hostname-override");
    }

    @Test
    void worker(Testbed bed) throws IOException {
        NodeTree tree = bed.tree(NodeKind.WORKER);
        assertThat(OF_A_CLUSTER_NODE).allMatch(tree::has);
        assertThat(OF_ETCD).noneMatch(tree::has);
        assertThat(tree.has("/etc/kubernetes/pki/ca.key")).isFalse();
        assertThat(tree.has("/etc/kubernetes/admin.conf")).isFalse();
        assertThat(Files.readString(tree.path("/etc/kubernetes/kubelet.conf")))
                .contains("client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem");
    }

    @Test
    void etcd(Testbed bed) throws GeneralSecurityException, IOException {
        NodeTree tree = bed.tree(NodeKind.ETCD);
        assertThat(OF_ETCD).allMatch(tree::has);
        assertThat(OF_A_CLUSTER_NODE).noneMatch(tree::has);
        assertThat(tree.has("/etc/systemd/system/kubelet.service.d/20-etcd-service-manager.conf"))
                .isTrue();
        try (InputStream in = Files.newInputStream(tree.path("/etc/kubernetes/pki/etcd/server.crt"))) {
            X509Certificate server =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            assertThat(server.getSubjectAlternativeNames()).contains(List.of(7, "127.0.0.1"));
        }
    }

    @Test
    void aCopyIsATreeOfItsOwn(NodeTree tree, Testbed bed) throws IOException {
        NodeTree copy = tree.copyTo(bed.directory().resolve("copy"));
        copy.edit(
                "/etc/kubernetes/manifests/kube-apiserver.yaml",
                text -> text.replace("    - --secure-port=6443\n", ""));

        assertThat(copy.flags("kube-apiserver").value("secure-port")).isEmpty();
        assertThat(tree.flags("kube-apiserver").value("secure-port")).contains("6443");
        assertThat(mode(copy, "/etc/kubernetes/manifests/kube-apiserver.yaml")).isEqualTo("rw-------");
        assertThat(Files.readSymbolicLink(copy.path("/lib"))).isEqualTo(Path.of("usr/lib"));
    }

    @Test
    void aDirectoryWithFilesIsLeftAlone(NodeTree tree) {
        assertThatThrownBy(() -> NodeTree.write(NodeKind.WORKER, tree.root()))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("is not empty");
    }

    private static String mode(NodeTree tree, String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(tree.path(path)));
    }
}
