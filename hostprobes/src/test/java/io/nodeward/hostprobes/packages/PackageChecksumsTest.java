package io.nodeward.hostprobes.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.packages.PackageChecksums.Checksum;
import io.nodeward.hostprobes.packages.PackageChecksums.Since;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checksums as packages have them, and what times tell of their files. */
class PackageChecksumsTest {

    private static final String INFO = "/var/lib/dpkg/info/";
    private static final String SUM = "0cc175b9c0f1b6a831c399e269772661";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
        tree.file("/var/lib/dpkg/status", "Package: runc\nStatus: install ok installed\nVersion: 1\n")
                .file("/usr/sbin/runc", "a")
                .file(INFO + "runc.list", "/.\n/usr\n/usr/sbin\n/usr/sbin/runc\n")
                .file(INFO + "runc.md5sums", SUM + "  usr/sbin/runc\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Read<Checksum> of(String path) {
        HostRoot root = tree.root();
        Installed installed = Installed.read(root);
        FileOwners.Owner owner =
                FileOwners.find(root, installed, List.of(path), Map.of()).of(path);
        return new PackageChecksums(root, installed, List.of(path)).of(path, Objects.requireNonNull(owner));
    }

    private static String told(Read<Checksum> read) {
        return read instanceof Read.Found<Checksum>(Checksum sum)
                ? sum.algorithm() + " " + sum.hex() + " " + sum.since()
                : read.toString();
    }

    @Test
    void dpkg() {
        assertThat(told(of("/usr/sbin/runc"))).isEqualTo("MD5 " + SUM + " UNCLEAR");
    }

    @Test
    void packagesThatStillNameSbin() {
        tree.link("/sbin", "usr/sbin")
                .file(INFO + "runc.list", "/.\n/sbin\n/sbin/runc\n")
                .file(INFO + "runc.md5sums", SUM + "  sbin/runc\n");
        assertThat(told(of("/usr/sbin/runc"))).isEqualTo("MD5 " + SUM + " UNCLEAR");
    }

    @Test
    void withoutAChecksumNothingIsSaid() {
        tree.file(
                INFO + "runc.md5sums",
                SUM + "  usr/sbin/runcx\n" + SUM + "  xusr/sbin/runc\n" + SUM + " usr/sbin/runc\n");
        assertThat(of("/usr/sbin/runc")).isEqualTo(new Read.Failed<>(INFO + "runc.md5sums", "has no checksum of it"));
        tree.remove(INFO + "runc.md5sums");
        assertThat(of("/usr/sbin/runc"))
                .isEqualTo(
                        new Read.Failed<>(INFO + "runc.md5sums", "does not exist: the package came without checksums"));
    }

    @Test
    void whatIsDivertedIsAnotherFile() {
        tree.file("/var/lib/dpkg/diversions", "/usr/sbin/runc\n/usr/sbin/runc.distrib\n:\n");
        assertThat(of("/usr/sbin/runc").toString()).contains("dpkg-divert");
        tree.file("/var/lib/dpkg/diversions", "/usr/sbin/other\n/usr/sbin/runc\n:\n");
        assertThat(told(of("/usr/sbin/runc"))).isEqualTo("MD5 " + SUM + " UNCLEAR");
    }

    @Test
    void apk() {
        tree.remove("/var/lib/dpkg/status");
        tree.file("/lib/apk/db/installed", """
                C:Q1pbtOS/8dyvPeImqGZWDTwUbmyU0=
                P:runc
                V:1.2.6-r0
                F:usr
                F:usr/sbin
                R:runc
                a:0:0:755
                Z:Q1hvfkN/qlp/zhXR3cuerq6jd2Z7g=

                """);
        // sha1sum of "a"
        assertThat(told(of("/usr/sbin/runc"))).isEqualTo("SHA-1 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8 UNCLEAR");
    }

    @Test
    void times() {
        Instant installed = Instant.parse("2026-01-01T12:00:00Z");
        Instant unpacked = installed.minusSeconds(20);
        assertThat(PackageChecksums.since(installed, installed, installed, unpacked))
                .isEqualTo(Since.UNCHANGED);
        assertThat(PackageChecksums.since(installed, installed, installed, installed.plusMillis(1)))
                .isEqualTo(Since.CHANGED);
        assertThat(PackageChecksums.since(installed, installed, installed, installed.plusSeconds(86_400)))
                .isEqualTo(Since.CHANGED);
        // copied: the kernel's times are those of the copy
        Instant copied = installed.plusSeconds(86_400);
        assertThat(PackageChecksums.since(installed, copied, copied, copied)).isEqualTo(Since.UNCLEAR);
        // an image that has no times but those of the content
        assertThat(PackageChecksums.since(installed, installed, installed, installed.minusSeconds(86_400)))
                .isEqualTo(Since.UNCLEAR);
        // somebody wrote new checksums
        assertThat(PackageChecksums.since(installed, installed, copied, unpacked))
                .isEqualTo(Since.UNCLEAR);
    }

    /** A package that dpkg itself builds, installs and verifies. */
    @Test
    void dpkgAgrees() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "there is no dpkg here");
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "dpkg installs for root only");
        Path source = directory.resolve("source");
        tree.file("/source/usr/bin/kubelet", "kubelet " + "x".repeat(100_000))
                .file("/source/usr/bin/kubeadm", "kubeadm")
                .file("/source/opt/cni/bin/bridge", "bridge")
                .file("/source/DEBIAN/control", """
                        Package: kubelet
                        Version: 1.34.1-1.1
                        Architecture: all
                        Maintainer: nobody <nobody@example.org>
                        Description: a test
                        """);
        run("cd '" + source + "' && md5sum usr/bin/* opt/cni/bin/* > DEBIAN/md5sums");
        run("dpkg-deb --root-owner-group --build '" + source + "' '" + directory + "/kubelet.deb'");
        Path host = Files.createDirectories(directory.resolve("host/var/lib/dpkg/info"))
                .resolve("../../../..")
                .normalize();
        Files.createDirectories(host.resolve("var/lib/dpkg/updates"));
        Files.createFile(host.resolve("var/lib/dpkg/status"));
        run("dpkg --log=/dev/null --root='" + host + "' --force-depends --force-script-chrootless -i '" + directory
                + "/kubelet.deb'");
        assertThat(changed(host)).isEqualTo(verified(host)).isEmpty();
        assertThat(sinceOf(host, "/usr/bin/kubelet")).isEqualTo(Since.UNCHANGED);

        Files.writeString(host.resolve("usr/bin/kubelet"), "another");
        Files.writeString(host.resolve("opt/cni/bin/bridge"), "another");
        assertThat(changed(host)).isEqualTo(verified(host)).containsExactly("/opt/cni/bin/bridge", "/usr/bin/kubelet");
        assertThat(sinceOf(host, "/usr/bin/kubelet")).isEqualTo(Since.CHANGED);
        assertThat(sinceOf(host, "/usr/bin/kubeadm")).isEqualTo(Since.UNCHANGED);
    }

    /** By dpkg --verify. */
    private static List<String> verified(Path host) throws IOException, InterruptedException {
        return run("dpkg --root='" + host + "' --verify kubelet")
                .lines()
                .map(line -> line.substring(line.indexOf('/')))
                .sorted()
                .toList();
    }

    private static List<String> changed(Path host) throws IOException {
        try (HostRoot root = HostRoot.open(host)) {
            Installed installed = Installed.read(root);
            List<String> paths = List.of("/opt/cni/bin/bridge", "/usr/bin/kubeadm", "/usr/bin/kubelet");
            FileOwners owners = FileOwners.find(root, installed, paths, Map.of());
            PackageChecksums sums = new PackageChecksums(root, installed, paths);
            return paths.stream()
                    .filter(path -> sums.of(path, Objects.requireNonNull(owners.of(path)))
                                    instanceof Read.Found<Checksum>(Checksum sum)
                            && !sum.hex().equals(md5(host.resolve(path.substring(1)))))
                    .toList();
        }
    }

    private static String md5(Path file) {
        try {
            return run("md5sum '" + file + "'").substring(0, 32);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Since sinceOf(Path host, String path) throws IOException {
        try (HostRoot root = HostRoot.open(host)) {
            Stat list = stat(root, INFO + "kubelet.list");
            return PackageChecksums.since(
                    list.modified(),
                    list.changed(),
                    stat(root, INFO + "kubelet.md5sums").changed(),
                    stat(root, path).changed());
        }
    }

    private static Stat stat(HostRoot root, String path) {
        assertThat(root.stat(path)).isInstanceOf(Read.Found.class);
        return ((Read.Found<Stat>) root.stat(path)).value();
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertThat(code).describedAs(script + ": " + text).isLessThan(2);
        return text;
    }

    @Test
    void garbageIsNoChecksum() {
        Random random = new Random(5);
        byte[] text = (SUM + "  usr/sbin/runc\n" + SUM + "  usr/bin/x\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = text.clone();
            for (int j = 0; j < 3; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(PackageChecksums.sum(bytes, "usr/sbin/runc")).matches("|[0-9a-f]{32}");
        }
        assertThat(PackageChecksums.sum(new byte[0], "usr/sbin/runc")).isEmpty();
        assertThat(PackageChecksums.sum("  usr/sbin/runc".getBytes(StandardCharsets.UTF_8), "usr/sbin/runc"))
                .isEmpty();
    }
}
