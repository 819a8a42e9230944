package io.nodeward.hostprobes.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import io.nodeward.hostprobes.yaml.YamlNode;
import io.nodeward.hostprobes.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathMapTest {

    private static final String HOST = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            23 22 0:21 / /proc rw shared:12 - proc proc rw
            29 22 0:25 / /run rw shared:5 - tmpfs tmpfs rw
            42 22 8:4 / /var/log rw shared:20 - ext4 /dev/sda4 rw
            43 22 8:5 /pool/data /srv/my\\040data rw - xfs /dev/sdb1 rw
            44 22 8:5 /pool /hidden rw - xfs /dev/sdb1 rw
            45 22 0:99 / /hidden rw - tmpfs tmpfs rw
            46 29 0:60 / /run/containerd/x/rootfs rw - overlay overlay rw
            """;

    private static final String CONTAINER = """
            900 880 0:60 / / ro,relatime - overlay overlay rw,lowerdir=/var/lib/x
            901 900 0:61 / /proc rw - proc proc rw
            902 900 0:62 / /dev rw - tmpfs tmpfs rw
            910 900 8:1 /etc/kubernetes/pki /etc/kubernetes/pki ro - ext4 /dev/sda1 rw
            911 900 8:1 /etc/kubernetes/pki-other /etc/kubernetes/pki/etcd ro - ext4 /dev/sda1 rw
            912 900 8:4 /kubernetes /var/log/audit rw - ext4 /dev/sda4 rw
            913 900 8:5 /pool/data/a\\040b /with\\040blank rw - xfs /dev/sdb1 rw
            914 900 8:5 /pool/secret /only rw - xfs /dev/sdb1 rw
            915 900 0:25 /flannel /run/flannel rw - tmpfs tmpfs rw
            916 900 0:77 / /scratch rw - tmpfs tmpfs rw
            917 900 8:1 /var/lib/kubelet/pods/u/volumes/kubernetes.io~configmap/kube-proxy /cm rw - ext4 /dev/sda1 rw
            918 900 8:1 /etc/kubernetes/scheduler.conf /etc/kubernetes/scheduler.conf ro - ext4 /dev/sda1 rw
            919 900 9:9 / /lost rw - nfs4 server:/x rw
            """;

    private static String told(Read<String> read) {
        return switch (read) {
            case Found<String>(String path) -> path;
            case Read.Absent<String> _ -> "absent";
            case Failed<String>(String _, String reason) -> "! " + reason;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/kubernetes/pki/ca.crt, /etc/kubernetes/pki/ca.crt",
        "/etc/kubernetes/pki, /etc/kubernetes/pki",
        "/etc/kubernetes//pki/./x/../ca.crt, /etc/kubernetes/pki/ca.crt",
        "/etc/kubernetes/pki/etcd/ca.crt, /etc/kubernetes/pki-other/ca.crt",
        "/etc/kubernetes/pki/etcd-2/ca.crt, /etc/kubernetes/pki/etcd-2/ca.crt",
        "/etc/kubernetes/scheduler.conf, /etc/kubernetes/scheduler.conf",
        "/var/log/audit/a.log, /var/log/kubernetes/a.log",
        "/with blank/x, /srv/my data/a b/x",
        "/run/flannel/env, /run/flannel/env",
        "/cm/config.conf, /var/lib/kubelet/pods/u/volumes/kubernetes.io~configmap/kube-proxy/config.conf",
        "/etc/passwd, ! lies inside the container's image",
        "/etc/kubernetes/pki2/x, ! lies inside the container's image",
        "/scratch/x, ! lies in memory of the container only",
        "/only/x, ! lies on a file system that the host does not show",
        "/lost/x, ! lies on a file system that the host does not show",
        "relative, ! is not an absolute path",
        "'', ''",
    })
    void aContainersPath(String path, String expected) {
        PathMap map = PathMap.ofMounts(CONTAINER, HOST);
        assertThat(map.container()).isTrue();
        assertThat(told(map.toHost(path))).isEqualTo(expected);
    }

    @Test
    void aProcessOfTheHostMapsToItself() {
        assertThat(PathMap.ofMounts(HOST, HOST).container()).isFalse();
        assertThat(told(PathMap.ofMounts(HOST, HOST).toHost("/etc/x"))).isEqualTo("/etc/x");
        // as systemd makes them: the host's root, with some things private
        PathMap unit = PathMap.ofMounts(
                HOST + "50 22 8:1 /tmp/systemd-private-1/tmp /tmp rw - ext4 /dev/sda1 rw\n"
                        + "51 22 0:88 / /secret rw - tmpfs tmpfs rw\n",
                HOST);
        assertThat(unit.container()).isFalse();
        assertThat(told(unit.toHost("/etc/x"))).isEqualTo("/etc/x");
        assertThat(told(unit.toHost("/var/log/x"))).isEqualTo("/var/log/x");
        assertThat(told(unit.toHost("/tmp/x"))).isEqualTo("/tmp/systemd-private-1/tmp/x");
        assertThat(told(unit.toHost("/secret/x"))).isEqualTo("! lies in memory of the container only");
    }

    @Test
    void brokenTables() {
        assertThat(told(PathMap.ofMounts("", HOST).toHost("/x"))).startsWith("!");
        assertThat(told(PathMap.ofMounts(CONTAINER, "").toHost("/etc/kubernetes/pki/x")))
                .startsWith("!");
        assertThat(told(PathMap.ofMounts("a b c\n1 2 3\n\\0 - -\n", "x").toHost("/x")))
                .startsWith("!");
        assertThat(MountTable.decode("/a\\040b\\011\\134\\9\\04")).isEqualTo("/a b\t\\\\9\\04");
    }

    @Test
    void processesByTheirMountinfo(@TempDir Path tree) throws Exception {
        Files.createDirectories(tree.resolve("proc/1"));
        Files.createDirectories(tree.resolve("proc/7"));
        Files.createDirectories(tree.resolve("proc/8"));
        Files.writeString(tree.resolve("proc/7/mountinfo"), CONTAINER);
        Files.writeString(tree.resolve("proc/8/mountinfo"), HOST);
        try (HostRoot root = HostRoot.open(tree)) {
            assertThat(told(PathMap.ofProcess(root, "7").toHost("/x")))
                    .isEqualTo("! the mounts of the host cannot be read");
            Files.writeString(tree.resolve("proc/1/mountinfo"), HOST);
            PathMaps maps = new PathMaps(root);
            assertThat(told(maps.of("7").toHost("/cm"))).contains("kube-proxy");
            assertThat(told(maps.of("8").toHost("/x"))).isEqualTo("/x");
            assertThat(told(maps.of("9").toHost("/x"))).isEqualTo("! the mounts of its process cannot be read");
        }
    }

    @Test
    void linksMeanTheContainersFiles(@TempDir Path tree) throws Exception {
        Path pki = Files.createDirectories(tree.resolve("etc/kubernetes/pki"));
        Files.createDirectories(tree.resolve("etc/kubernetes/pki-other"));
        Files.writeString(pki.resolve("ca.crt"), "");
        Files.writeString(tree.resolve("etc/kubernetes/pki-other/ca.crt"), "");
        Files.writeString(tree.resolve("etc/passwd"), "");
        Files.createSymbolicLink(pki.resolve("near"), Path.of("ca.crt"));
        Files.createSymbolicLink(pki.resolve("far"), Path.of("/etc/kubernetes/pki/etcd/ca.crt"));
        Files.createSymbolicLink(pki.resolve("image"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(pki.resolve("up"), Path.of("../../passwd"));
        Files.createSymbolicLink(pki.resolve("circle"), Path.of("circle"));
        PathMap map = PathMap.ofMounts(CONTAINER, HOST);
        try (HostRoot root = HostRoot.open(tree)) {
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/ca.crt"))).isEqualTo("/etc/kubernetes/pki/ca.crt");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/near"))).isEqualTo("/etc/kubernetes/pki/ca.crt");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/far"))).isEqualTo("/etc/kubernetes/pki-other/ca.crt");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/image")))
                    .isEqualTo("! lies inside the container's image");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/up")))
                    .isEqualTo("! lies inside the container's image");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/circle")))
                    .isEqualTo("! symbolic links lead in a circle");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/none"))).isEqualTo("/etc/kubernetes/pki/none");
        }
    }

    private static final String POD = """
            metadata: {name: kube-apiserver}
            spec:
              containers:
              - name: other
                volumeMounts:
                - {name: k8s, mountPath: /etc/kubernetes/pki}
              - name: kube-apiserver
                volumeMounts:
                - {name: k8s, mountPath: /etc/kubernetes/pki/, readOnly: true}
                - {name: etcd, mountPath: /etc/kubernetes/pki/etcd, subPath: one/two}
                - {name: up, mountPath: /up, subPath: ../..}
                - {name: k8s, mountPath: /expr, subPathExpr: $(POD)}
                - {name: cm, mountPath: /cm}
                - {name: secret, mountPath: /secret, subPath: file}
                - {name: token, mountPath: /token}
                - {name: claim, mountPath: /claim}
                - {name: missing, mountPath: /missing}
                - {name: ../x, mountPath: /name}
              volumes:
              - {name: k8s, hostPath: {path: /srv/pki, type: DirectoryOrCreate}}
              - {name: etcd, hostPath: {path: /srv/etcd}}
              - {name: up, hostPath: {path: /srv/up}}
              - {name: cm, configMap: {name: conf}}
              - {name: secret, secret: {secretName: s}}
              - {name: token, projected: {sources: []}}
              - {name: claim, persistentVolumeClaim: {claimName: c}}
              - {name: ../x, emptyDir: {}}
            """;

    @ParameterizedTest
    @CsvSource({
        "/etc/kubernetes/pki/ca.crt, /srv/pki/ca.crt",
        "/etc/kubernetes/pki, /srv/pki",
        "/etc/kubernetes/pki/etcd/ca.crt, /srv/etcd/one/two/ca.crt",
        "/etc/kubernetes/pki/etcd-2, /srv/pki/etcd-2",
        "/up/x, ! is a volume with a subPath that the kubelet refuses",
        "/expr/x, ! is a volume whose subPathExpr depends on the running container",
        "/cm/a, /var/lib/kubelet/pods/u-1/volumes/kubernetes.io~configmap/cm/a",
        "/secret, /var/lib/kubelet/pods/u-1/volumes/kubernetes.io~secret/secret/file",
        "/token/t, /var/lib/kubelet/pods/u-1/volumes/kubernetes.io~projected/token/t",
        "/claim/x, ! is a volume of a kind that is not found on the host",
        "/missing/x, ! is a volume that the pod does not define",
        "/name/x, ! is a volume of a kind that is not found on the host",
        "/etc/passwd, ! lies inside the container's image",
    })
    void aPodsPath(String path, String expected) throws Exception {
        YamlNode pod = Objects.requireNonNull(YamlReader.first(POD));
        PathMap map = PathMap.ofPod(pod, "kube-apiserver", "u-1", "/var/lib/kubelet");
        assertThat(told(map.toHost(path))).isEqualTo(expected);
    }

    @Test
    void aVolumesOwnPathIsFollowedOnTheHost(@TempDir Path tree) throws Exception {
        Path real = Files.createDirectories(tree.resolve("real/pki"));
        Files.writeString(real.resolve("ca.crt"), "");
        Files.createSymbolicLink(real.resolve("far"), Path.of("/real/pki/ca.crt"));
        Files.createDirectories(tree.resolve("srv"));
        Files.createSymbolicLink(tree.resolve("srv/pki"), Path.of("/real/pki"));
        YamlNode pod = Objects.requireNonNull(YamlReader.first(POD));
        PathMap map = PathMap.ofPod(pod, "kube-apiserver", "u-1", "/var/lib/kubelet");
        try (HostRoot root = HostRoot.open(tree)) {
            assertThat(told(map.locate(root, "/etc/kubernetes/pki"))).isEqualTo("/srv/pki");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/ca.crt"))).isEqualTo("/srv/pki/ca.crt");
            assertThat(told(map.locate(root, "/etc/kubernetes/pki/far")))
                    .isEqualTo("! lies inside the container's image");
        }
    }

    @Test
    void podsThatAreNone() throws Exception {
        YamlNode pod = Objects.requireNonNull(YamlReader.first(POD));
        assertThat(told(PathMap.ofPod(pod, "kube-apiserver", null, "/var/lib/kubelet")
                        .toHost("/cm/a")))
                .isEqualTo("! is a volume that the kubelet writes for a pod whose id is not known");
        assertThat(told(PathMap.ofPod(pod, "none", "u", "/x").toHost("/etc/kubernetes/pki")))
                .startsWith("!");
        for (String text :
                new String[] {"x", "[]", "{spec: x}", "{spec: {containers: {}}}", "{spec: {containers: [x]}}"}) {
            YamlNode node = Objects.requireNonNull(YamlReader.first(text));
            assertThat(told(PathMap.ofPod(node, "x", "u", "/x").toHost("/a"))).startsWith("!");
        }
    }
}
