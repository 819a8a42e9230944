package io.nodeward.hostprobes.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class PkiTest {

    private static final String PKI = "/etc/kubernetes/pki";

    @TempDir
    Path temp;

    private Path tree;
    private HostRoot root;

    @BeforeEach
    void open() throws IOException {
        tree = Files.createDirectories(temp.resolve("tree"));
        Files.createDirectories(tree.resolve("etc/kubernetes/pki/etcd"));
        root = HostRoot.open(tree);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private Group read(List<String> directories, List<String> files, List<String> certificates) {
        Accounts accounts = Accounts.read(root);
        return new Pki(root, accounts, new Kubeconfigs(root, accounts, new Certificates(root)))
                .read(directories, files, certificates);
    }

    private Group read() {
        return read(List.of(PKI), List.of(), List.of());
    }

    private void write(String path, String text) throws IOException {
        Path file = tree.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Map<String, Object> contents(Group pki) {
        Map<String, Object> contents = new LinkedHashMap<>();
        for (Node file : Tree.items(Tree.child(pki, "files"))) {
            Node content = Tree.child(file, "content");
            contents.put(
                    (String) Tree.value(file, "path"),
                    content instanceof Unknown unknown ? unknown.reason() : Tree.value(file, "content"));
        }
        return contents;
    }

    private static List<Node> certificates(Group pki) {
        return Tree.items(Tree.child(pki, "certificates"));
    }

    @Test
    void everythingBelowByItsContent() throws Exception {
        String key = Made.pem("PRIVATE KEY", Made.EC.getPrivate().getEncoded());
        write(PKI + "/ca.crt", Made.certificate(Made.authority(Made.RSA)));
        write(PKI + "/ca.key.bak", key);
        write(PKI + "/both.crt", Made.certificate(Made.authority(Made.EC)) + key);
        write(PKI + "/sa.pub", Made.pem("PUBLIC KEY", Made.RSA.getPublic().getEncoded()));
        write(PKI + "/etcd/server.crt", Made.certificate(Made.server(Made.EC, Made.RSA)));
        write(PKI + "/etcd/README", "read me");
        write(PKI + "/etcd/empty.key", "");
        Group pki = read();
        assertThat(contents(pki))
                .containsExactly(
                        Map.entry(PKI + "/both.crt", "private-key"),
                        Map.entry(PKI + "/ca.crt", "certificate"),
                        Map.entry(PKI + "/ca.key.bak", "private-key"),
                        Map.entry(PKI + "/etcd", "directory"),
                        Map.entry(PKI + "/etcd/README", "other"),
                        Map.entry(PKI + "/etcd/empty.key", "empty"),
                        Map.entry(PKI + "/etcd/server.crt", "certificate"),
                        Map.entry(PKI + "/sa.pub", "public-key"));
        assertThat(certificates(pki)).hasSize(3);
        assertThat(Tree.value(Tree.items(Tree.child(pki, "directories")).getFirst(), "type"))
                .isEqualTo("directory");
        Tree.holdsNothingOf(pki, Made.EC.getPrivate());
    }

    @Test
    void linksAreFollowedOnceAndStayInside() throws Exception {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("key"), "outside");
        write("/data/tls/server.crt", Made.certificate(Made.server(Made.EC, Made.RSA)));
        write("/etc/other", "");
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/alias"), Path.of("/data/tls"));
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/back"), Path.of(".."));
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/dangling"), Path.of("/nowhere"));
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/here"), Path.of("."));
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/out"), outside);
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/same.crt"), Path.of("alias/server.crt"));
        Files.createSymbolicLink(tree.resolve("etc/kubernetes/pki/self"), Path.of("self"));
        Group pki = read();
        assertThat(contents(pki))
                .containsEntry("/data/tls", "directory")
                .containsEntry("/data/tls/server.crt", "certificate")
                .containsEntry(PKI + "/dangling", "other")
                .containsEntry(PKI + "/out", "other")
                .containsEntry(PKI + "/self", "symbolic links lead in a circle")
                .containsEntry("/etc/kubernetes", "is too wide a directory to be read as a whole")
                .doesNotContainKeys("/etc/other", PKI + "/same.crt");
        assertThat(String.join("\n", Tree.strings(pki))).contains("named as " + PKI + "/alias");
    }

    @Test
    void hostileFilesAreUnknownAndTheRestGoesOn() throws Exception {
        Random random = new Random(5);
        byte[] junk = new byte[100_000];
        random.nextBytes(junk);
        Files.write(tree.resolve("etc/kubernetes/pki/junk.crt"), junk);
        assertThat(new ProcessBuilder("mkfifo", tree + PKI + "/fifo.key")
                        .start()
                        .waitFor())
                .isZero();
        try (FileChannel sparse = FileChannel.open(
                tree.resolve("etc/kubernetes/pki/big.crt"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {1}), 300L << 20);
        }
        write(PKI + "/many.crt", Made.certificate(Made.authority(Made.EC)).repeat(501));
        write(PKI + "/z.crt", Made.certificate(Made.authority(Made.EC)));
        Group pki = read();
        assertThat(contents(pki))
                .containsEntry(PKI + "/junk.crt", "other")
                .containsEntry(PKI + "/fifo.key", "other")
                .containsEntry(PKI + "/big.crt", "is larger than 1 MiB")
                .containsEntry(PKI + "/many.crt", "holds more than 500 PEM blocks")
                .containsEntry(PKI + "/z.crt", "certificate");
        // whether the two hold an expired one cannot be told
        assertThat(certificates(pki)).hasSize(3);
        assertThat(Tree.why(certificates(pki).getFirst(), "not_after")).isEqualTo("is larger than 1 MiB");
    }

    @Test
    void numberAndDepthAreBounded() throws Exception {
        Path deep = tree.resolve("etc/kubernetes/pki/etcd");
        for (int i = 0; i < 30; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        assertThat(contents(read()).values()).contains("lies more than 16 directories deep");
        for (int i = 0; i < 101; i++) {
            Path directory = Files.createDirectories(tree.resolve("etc/kubernetes/pki/n/" + i));
            for (int j = 0; j < 100; j++) {
                Files.createFile(directory.resolve("f" + j));
            }
        }
        Map<String, Object> contents = contents(read());
        assertThat(contents).hasSizeLessThan(10_200);
        assertThat(contents.values()).contains("more than 10000 files and directories lie there");
    }

    @Test
    void certificatesFromElsewhere() throws Exception {
        String client = Made.certificate(Made.client(Made.EC, Made.RSA, "O=system:nodes,CN=system:node:n1"));
        write(PKI + "/ca.crt", Made.certificate(Made.authority(Made.RSA)));
        write("/var/lib/kubelet/pki/kubelet.pem", client);
        Files.createSymbolicLink(tree.resolve("var/lib/kubelet/pki/current.pem"), Path.of("kubelet.pem"));
        write(
                "/etc/kubernetes/admin.conf",
                "users:\n- user:\n    client-certificate-data: "
                        + Base64.getEncoder()
                                .encodeToString(client.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        + "\n");
        write(
                "/etc/kubernetes/kubelet.conf",
                "users:\n- user:\n    client-certificate: /var/lib/kubelet/pki/current.pem\n");
        Group pki = read(
                List.of(PKI),
                List.of("/etc/kubernetes/none"),
                List.of(
                        "/etc/kubernetes/admin.conf",
                        "/etc/kubernetes/kubelet.conf",
                        "/var/lib/kubelet/pki",
                        PKI,
                        PKI + "/ca.crt",
                        "/none"));
        assertThat(contents(pki)).containsOnlyKeys(PKI + "/ca.crt", PKI + "/etcd");
        List<Object> paths =
                certificates(pki).stream().map(node -> Tree.value(node, "path")).toList();
        assertThat(paths)
                .containsExactly(PKI + "/ca.crt", "/etc/kubernetes/admin.conf", "/var/lib/kubelet/pki/kubelet.pem");
    }

    @Test
    void whichDirectoriesToWalk() {
        assertThat(Pki.scope(List.of(PKI + "/apiserver.crt", PKI + "/etcd/server.crt")))
                .isEqualTo(new Pki.Scope(List.of(PKI), List.of()));
        assertThat(Pki.scope(List.of(PKI + "/etcd/server.crt", PKI + "/etcd/../front/../etcd/x")))
                .isEqualTo(new Pki.Scope(List.of(PKI + "/etcd"), List.of()));
        assertThat(Pki.scope(List.of("/srv/k8s/ca.crt", "/srv/k8s-other/ca.crt", "/srv/k8s.d/x/ca.crt")))
                .isEqualTo(new Pki.Scope(List.of("/srv/k8s", "/srv/k8s-other", "/srv/k8s.d/x"), List.of()));
        for (String directory : List.of(
                "",
                "/etc",
                "/usr",
                "/var",
                "/var/lib",
                "/etc/kubernetes",
                "/home",
                "/home/ann",
                "/root",
                "/tmp",
                "/opt",
                "/run",
                "/etc/ssl",
                "/etc/ssl/certs",
                "/etc/pki",
                "/var/lib/kubelet",
                "/var/lib/rancher",
                "/var/lib/rancher/k3s/agent",
                "/srv",
                "/proc")) {
            assertThat(Pki.scope(List.of(directory + "/ca.crt", "relative", "")))
                    .isEqualTo(new Pki.Scope(List.of(), List.of(directory + "/ca.crt")));
        }
    }
}
