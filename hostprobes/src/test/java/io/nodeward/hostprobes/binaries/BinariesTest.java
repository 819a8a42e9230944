package io.nodeward.hostprobes.binaries;

import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.binaries.BinaryChecks.Verify;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.packages.Installed;
import io.nodeward.hostprobes.process.ProcessTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that a node stands on: which there are, whose, and what they are. */
class BinariesTest {

    private static final String INFO = "/var/lib/dpkg/info/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
        tree.file("/var/lib/dpkg/status", """
                        Package: kubelet
                        Status: install ok installed
                        Version: 1.34.1-1.1

                        Package: runc
                        Status: install ok installed
                        Version: 1.1.5+ds1-1
                        """)
                .file(INFO + "base.list", "/.\n/usr\n")
                .file("/usr/bin/bash", "no program of the platform");
        own("kubelet", "/usr/bin/kubelet", "the kubelet");
        own("runc", "/usr/sbin/runc", "the runtime");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    /** A program of a package. */
    private void own(String name, String path, String text) {
        tree.file(path, text)
                .file(INFO + name + ".list", "/.\n" + path + "\n")
                .file(INFO + name + ".md5sums", hex("MD5", text) + "  " + path.substring(1) + "\n");
    }

    private static String hex(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Binaries begin(BinaryChecks checks) {
        HostRoot root = tree.root();
        return Binaries.of(
                root,
                new FileFacts(root, Accounts.read(root)),
                ProcessTable.read(root),
                Installed.read(root),
                List.of("/opt/cni/bin"),
                new Many(List.of(), "handlers"),
                "/nowhere/runtime",
                checks);
    }

    private Many binaries(Verify verify) {
        return (Many)
                conforming("binaries", begin(new BinaryChecks(verify, "", "")).facts());
    }

    private static Node of(Many all, String path) {
        for (Many.Item item : all.items()) {
            if (item.key().equals(path)) {
                return item.node();
            }
        }
        throw new AssertionError(path + " is not among " + all.items());
    }

    @Test
    void whatThereIsAndWhose() {
        tree.file("/usr/local/bin/kubectl", "a tool")
                .file("/usr/bin/containerd-shim-runc-v2", "a shim")
                .file("/opt/cni/bin/bridge", "a plugin")
                .directory("/opt/cni/bin/directory")
                .link("/usr/bin/ctr", "/usr/local/bin/kubectl");
        Many all = binaries(Verify.AUTO);
        assertThat(all.items().stream().map(Many.Item::key))
                .containsExactlyInAnyOrder(
                        "/usr/local/bin/kubectl",
                        "/usr/sbin/runc",
                        "/usr/bin/containerd-shim-runc-v2",
                        "/usr/bin/kubelet",
                        "/opt/cni/bin/bridge");
        Node kubelet = of(all, "/usr/bin/kubelet");
        assertThat(told(kubelet, "kind")).isEqualTo("kubelet");
        assertThat(told(kubelet, "package_name")).isEqualTo("kubelet");
        assertThat(told(kubelet, "matches_package")).isEqualTo(true);
        assertThat(told(kubelet, "manifest")).isEqualTo("nothing");
        assertThat(told(kubelet, "running").toString()).startsWith("unknown: /proc");
        Node bridge = of(all, "/opt/cni/bin/bridge");
        assertThat(told(bridge, "kind")).isEqualTo("cni");
        assertThat(told(bridge, "package_name")).isEqualTo("");
        assertThat(told(bridge, "matches_package")).isEqualTo("nothing");
        assertThat(told(of(all, "/usr/local/bin/kubectl"), "kind")).isEqualTo("tool");
        assertThat(told(of(all, "/usr/bin/containerd-shim-runc-v2"), "kind")).isEqualTo("shim");
    }

    @Test
    void aChangedProgramIsNotItsPackages() {
        tree.file("/usr/bin/kubelet", "another kubelet");
        assertThat(told(of(binaries(Verify.AUTO), "/usr/bin/kubelet"), "matches_package"))
                .isEqualTo(false);
        assertThat(told(of(binaries(Verify.ALWAYS), "/usr/bin/kubelet"), "matches_package"))
                .isEqualTo(false);
        assertThat(told(of(binaries(Verify.NEVER), "/usr/bin/kubelet"), "matches_package"))
                .isEqualTo("unknown: /usr/bin/kubelet may have been changed after its package was installed, and"
                        + " binaries.verify is never");
        assertThat(told(of(binaries(Verify.ALWAYS), "/usr/sbin/runc"), "matches_package"))
                .isEqualTo(true);
    }

    @Test
    void toolsOfCopiedTreesAreHashedOnDemandOnly() {
        own("kubectl", "/usr/bin/kubectl", "a tool");
        tree.file("/usr/bin/kubectl", "another tool");
        assertThat(told(of(binaries(Verify.AUTO), "/usr/bin/kubectl"), "matches_package"))
                .isEqualTo("nothing");
        assertThat(told(of(binaries(Verify.ALWAYS), "/usr/bin/kubectl"), "matches_package"))
                .isEqualTo(false);
    }

    @Test
    void unreadablePackagesAreUnknown() throws IOException {
        Files.delete(directory.resolve("var/lib/dpkg/info/kubelet.list"));
        Files.createDirectory(directory.resolve("var/lib/dpkg/info/kubelet.list"));
        Node kubelet = of(binaries(Verify.AUTO), "/usr/bin/kubelet");
        assertThat(told(kubelet, "package_name").toString()).startsWith("unknown: ");
        tree.remove(INFO + "runc.md5sums");
        assertThat(told(of(binaries(Verify.AUTO), "/usr/sbin/runc"), "matches_package"))
                .isEqualTo("unknown: " + INFO + "runc.md5sums does not exist: the package came without checksums");
    }

    @Test
    void whatRunsAndWasReplaced() {
        tree.service(1, "init.scope", "init")
                .service(800, "containerd.service", "containerd")
                .file("/usr/bin/containerd", "new")
                .link("/proc/800/exe", "/usr/bin/containerd (deleted)")
                .service(801, "kubelet.service", "kubelet")
                // in a pod, and of a user: neither is the host's
                .process(
                        900,
                        0,
                        "0::/kubepods.slice/kubepods-pod1234.slice/cri-containerd-ab.scope",
                        "/usr/sbin/runc",
                        "runc")
                .process(901, 1000, "0::/user.slice/user-1000.slice", "/home/joe/etcd", "etcd")
                .file("/home/joe/etcd", "x")
                .process(
                        902,
                        0,
                        "0::/system.slice/k3s.service",
                        "/var/lib/rancher/k3s/data/abc/bin/containerd",
                        "containerd")
                .file("/var/lib/rancher/k3s/data/abc/bin/containerd", "x");
        Many all = binaries(Verify.AUTO);
        Node containerd = of(all, "/usr/bin/containerd");
        assertThat(told(containerd, "running")).isEqualTo(true);
        assertThat(told(containerd, "replaced")).isEqualTo(true);
        assertThat(told(containerd, "twins")).isEqualTo(List.of("/var/lib/rancher/k3s/data/abc/bin/containerd"));
        assertThat(told(of(all, "/usr/bin/kubelet"), "running")).isEqualTo(true);
        assertThat(told(of(all, "/usr/bin/kubelet"), "replaced")).isEqualTo(false);
        assertThat(told(of(all, "/usr/sbin/runc"), "running")).isEqualTo(false);
        assertThat(all.items().stream().map(Many.Item::key)).doesNotContain("/home/joe/etcd");
    }

    @Test
    void whatUnitsWouldStart() {
        tree.file("/srv/etcd-3.6/etcd", "x")
                .file(
                        "/etc/systemd/system/etcd.service",
                        "[Service]\nExecStart=/srv/etcd-3.6/etcd --data-dir=/srv/etcd\n");
        assertThat(told(of(binaries(Verify.AUTO), "/srv/etcd-3.6/etcd"), "kind"))
                .isEqualTo("etcd");
    }

    @Test
    void directoriesThatOthersWrite() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        tree.file("/opt/cni/bin/bridge", "a plugin");
        assertThat(told(of(binaries(Verify.AUTO), "/opt/cni/bin/bridge"), "open_directories"))
                .isEqualTo(List.of());
        Files.setPosixFilePermissions(directory.resolve("opt/cni"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setAttribute(directory.resolve("opt"), "unix:uid", 1000);
        assertThat(told(of(binaries(Verify.AUTO), "/opt/cni/bin/bridge"), "open_directories"))
                .isEqualTo(List.of("/opt/cni (uid 0, 0777)", "/opt (uid 1000, 0755)"));
    }

    @Test
    void theManifestSaysWhatAProgramIs() throws IOException, GeneralSecurityException {
        tree.file("/opt/cni/bin/bridge", "a plugin").file("/usr/local/bin/helm", "helm");
        String text = hex("SHA-256", "another") + "  /usr/bin/kubelet\n"
                + hex("SHA-512", "the kubelet") + "  /usr/bin/kubelet\n"
                + hex("SHA-256", "another") + "  /opt/cni/bin/bridge\n"
                + hex("SHA-256", "helm") + "  /usr/local/bin/helm\n"
                + hex("SHA-256", "gone") + "  /usr/bin/gone\n";
        Path own = Files.createDirectory(directory.resolve("own"));
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        Path manifest = Files.writeString(own.resolve("manifest"), text);
        Files.write(own.resolve("manifest.sig"), signer.sign());
        Path key = Files.writeString(
                own.resolve("key"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        BinaryChecks checks = new BinaryChecks(Verify.AUTO, manifest.toString(), key.toString());
        Binaries begun = begin(checks);
        Many all = (Many) conforming("binaries", begun.facts());
        assertThat(told(of(all, "/usr/bin/kubelet"), "manifest")).isEqualTo("listed");
        assertThat(told(of(all, "/opt/cni/bin/bridge"), "manifest")).isEqualTo("differs");
        assertThat(told(of(all, "/usr/sbin/runc"), "manifest")).isEqualTo("unlisted");
        assertThat(told(of(all, "/usr/local/bin/helm"), "kind")).isEqualTo("other");
        assertThat(told(of(all, "/usr/local/bin/helm"), "manifest")).isEqualTo("listed");
        Group facts = conforming("binary_manifest", begun.manifestFacts());
        assertThat(told(facts, "missing")).isEqualTo(List.of("/usr/bin/gone"));
        assertThat(told(facts, "signer").toString()).startsWith("Ed25519 key, SHA-256 ");

        Many never = (Many) begin(new BinaryChecks(Verify.NEVER, manifest.toString(), key.toString()))
                .facts();
        assertThat(told(of(never, "/usr/bin/kubelet"), "manifest").toString()).startsWith("unknown: ");
        assertThat(told(of(never, "/usr/sbin/runc"), "manifest")).isEqualTo("unlisted");

        Files.writeString(manifest, text.replace("/usr/local/bin/helm", "/usr/sbin/runc"));
        Many changed = (Many) begin(checks).facts();
        for (Many.Item item : changed.items()) {
            assertThat(told(item.node(), "manifest").toString()).startsWith("unknown: ");
        }
    }

    @Test
    void hugeFilesAndFilesThatAreNoneAreNotHashed() throws Exception {
        Files.delete(directory.resolve("usr/bin/kubelet"));
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("usr/bin/kubelet").toFile(), "rw")) {
            file.setLength((1L << 30) + 1);
        }
        Files.delete(directory.resolve("usr/sbin/runc"));
        assertThat(new ProcessBuilder(
                                "mkfifo", directory.resolve("usr/sbin/runc").toString())
                        .start()
                        .waitFor())
                .isZero();
        Many all = binaries(Verify.ALWAYS);
        assertThat(told(of(all, "/usr/bin/kubelet"), "matches_package"))
                .isEqualTo("unknown: /usr/bin/kubelet is larger than 1 GiB");
        assertThat(all.items().stream().map(Many.Item::key)).doesNotContain("/usr/sbin/runc");
    }

    @Test
    void timeIsBounded() throws IOException {
        List<Checksums.Job> jobs = new ArrayList<>();
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("large").toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        for (int i = 0; i < 50; i++) {
            tree.link("/large" + i, "/large");
            jobs.add(new Checksums.Job("/large" + i, "SHA-512"));
        }
        long start = System.nanoTime();
        Checksums all = Checksums.of(tree.root(), jobs, 1);
        assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(5);
        assertThat(all.of(jobs.getLast()).toString()).contains("was not hashed within 1 seconds");
    }

    @Test
    void nodewardItselfIsPartOfThePlatform() {
        // a tree is never the host that nodeward runs on
        tree.file("/srv/nodeward/lib/nodeward.jar", "x").file("/srv/nodeward/runtime/bin/java", "x");
        assertThat(OwnFiles.of(tree.root(), "/srv/nodeward/runtime")).isEmpty();
    }

    @Test
    void aHostWithoutAnythingHasNothing() {
        HostTree empty = new HostTree(directory.resolve("empty"));
        empty.file("/etc/os-release", "ID=debian\n");
        HostRoot root = empty.root();
        Node facts = Binaries.of(
                        root,
                        new FileFacts(root, Accounts.read(root)),
                        ProcessTable.read(root),
                        Installed.read(root),
                        List.of("/opt/cni/bin"),
                        new Unknown("is not known", "handlers"),
                        "",
                        BinaryChecks.USUAL)
                .facts();
        assertThat(((Many) facts).items()).isEmpty();
        empty.close();
    }
}
