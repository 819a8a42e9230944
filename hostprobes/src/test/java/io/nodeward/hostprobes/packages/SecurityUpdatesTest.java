package io.nodeward.hostprobes.packages;

import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Security updates that wait by apt's lists, and packages of Kubernetes on hold. */
class SecurityUpdatesTest {

    private static final String LISTS = "/var/lib/apt/lists/";
    private static final String DEBIAN =
            LISTS + "deb.debian.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static final String STATUS = """
            Package: runc
            Status: install ok installed
            Architecture: amd64
            Version: 1.1.5+ds1-1+b1

            Package: vim-tiny
            Status: install ok installed
            Version: 2:9.0.1378-2

            Package: linux-image-6.1.0-28-amd64
            Status: install ok installed
            Version: 6.1.119-1

            Package: openssl
            Status: deinstall ok config-files
            Version: 3.0.1-1

            Package: libssl3
            Status: install ok installed
            Version: 3.0.15-1~deb12u1
            """;

    /** As apt has it of the archive, cut. */
    private static final String LIST = """
            Package: runc
            Architecture: amd64
            Version: 1.1.5+ds1-1+deb12u1
            Built-Using: golang-1.19 (= 1.19.8-2)
            Priority: optional
            Description: Open Container Project - runtime
            Homepage: https://github.com/opencontainers/runc

            Package: vim-tiny
            Source: vim
            Version: 2:9.0.1378-2+deb12u2
            Architecture: amd64

            Package: runc
            Version: 1.1.5+ds1-1
            Architecture: amd64

            Package: openssl
            Version: 3.0.15-1~deb12u1

            Package: libssl3
            Source: openssl
            Version: 3.0.15-1~deb12u1

            Package: linux-image-6.1.0-28-amd64
            Version: 6.1.112-1
            """;

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
        tree.file("/var/lib/dpkg/status", STATUS);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group updates(Duration age) {
        try {
            Files.setLastModifiedTime(directory.resolve("var/lib/apt/lists"), FileTime.from(NOW.minus(age)));
        } catch (IOException e) {
            // there are none
        }
        var root = tree.root();
        return conforming("security_updates", SecurityUpdates.read(root, Installed.read(root), NOW));
    }

    private Node packages() {
        var root = tree.root();
        return conforming("kubernetes_packages", KubernetesPackages.read(root, Installed.read(root)));
    }

    @Test
    void whatIsOlderThanTheSecurityArchiveWaits() {
        tree.file(DEBIAN, LIST);
        Group updates = updates(Duration.ofDays(1));
        assertThat(told(updates, "pending")).isEqualTo(List.of("runc", "vim-tiny"));
        assertThat(told(updates, "pending.0.installed")).isEqualTo("1.1.5+ds1-1+b1");
        assertThat(told(updates, "pending.0.available")).isEqualTo("1.1.5+ds1-1+deb12u1");
        assertThat(told(updates, "pending.0.exposed")).isEqualTo(true);
        assertThat(told(updates, "pending.1.exposed")).isEqualTo(false);
        assertThat(told(updates, "archives")).isEqualTo(List.of(DEBIAN.substring(LISTS.length())));
        assertThat(told(updates, "fetched")).isEqualTo(NOW.minus(Duration.ofDays(1)));
    }

    @Test
    void oldListsTellOfUpdatesButNotThatThereAreNone() {
        tree.file(DEBIAN, LIST);
        assertThat(told(updates(Duration.ofDays(8)), "pending"))
                .isEqualTo(List.of("runc", "vim-tiny", "/var/lib/apt/lists"));
        tree.file(DEBIAN, "Package: vim-tiny\nVersion: 2:9.0.1378-2\n");
        Group updates = updates(Duration.ofDays(8));
        assertThat(told(updates, "pending.0"))
                .isEqualTo(
                        "unknown: /var/lib/apt/lists says that apt fetched its lists on 2026-01-23, and nothing on the"
                                + " host tells of updates since");
        assertThat(told(updates(Duration.ofDays(6)), "pending")).isEqualTo(List.of());
    }

    /** This machine's own lists, unpacked by apt, against what apt itself would upgrade. */
    @Test
    void aptAgrees() throws IOException, InterruptedException {
        Path lists = Path.of("/var/lib/apt/lists");
        assumeTrue(Files.isExecutable(Path.of("/usr/lib/apt/apt-helper")), "there is no apt here");
        List<Path> archives;
        try (var all = Files.list(lists)) {
            archives = all.filter(file -> file.getFileName().toString().contains("-security_"))
                    .filter(file -> file.getFileName().toString().contains("_Packages"))
                    .toList();
        }
        assumeTrue(!archives.isEmpty(), "apt has fetched no list of a security archive here");
        for (Path file : archives) {
            String name = file.getFileName().toString();
            String plain = name.substring(0, name.indexOf("_Packages") + "_Packages".length());
            tree.file(LISTS + plain, output("/usr/lib/apt/apt-helper", "cat-file", file.toString()));
        }
        tree.file("/var/lib/dpkg/status", Files.readString(Path.of("/var/lib/dpkg/status")));
        Set<String> upgradable = new TreeSet<>();
        Set<String> secure = new TreeSet<>();
        for (String line : output(
                        "apt", "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=", "list", "--upgradable")
                .split("\n")) {
            int slash = line.indexOf('/');
            if (slash > 0) {
                upgradable.add(line.substring(0, slash));
                if (line.substring(slash).split(" ")[0].contains("-security")) {
                    secure.add(line.substring(0, slash));
                }
            }
        }
        Set<String> waiting = new TreeSet<>();
        Many pending = (Many) Objects.requireNonNull(updates(Duration.ofDays(1)).get("pending"));
        for (Many.Item item : pending.items()) {
            waiting.add(item.key());
        }
        assertThat(waiting).containsAll(secure);
        assertThat(upgradable).containsAll(waiting);
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }

    @Test
    void compressedListsAreUnknown() {
        tree.file(DEBIAN + ".lz4", "\u0004\"M\u0018");
        Group updates = updates(Duration.ofDays(1));
        assertThat(told(updates, "pending.0"))
                .isEqualTo("unknown: " + DEBIAN + ".lz4 is compressed, which nodeward does not read");
        assertThat(told(updates, "archives")).isEqualTo(List.of(DEBIAN.substring(LISTS.length()) + ".lz4"));
    }

    @Test
    void withoutListsOrWithoutASecurityArchiveNothingIsUpToDate() {
        assertThat(told(updates(Duration.ofDays(1)), "pending").toString()).startsWith("unknown: ");
        assertThat(told(updates(Duration.ofDays(1)), "archives").toString()).startsWith("unknown: ");
        tree.file(LISTS + "deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages", LIST);
        Group updates = updates(Duration.ofDays(1));
        assertThat(told(updates, "archives")).isEqualTo(List.of());
        assertThat(told(updates, "pending.0").toString()).contains("no list of a security archive");
    }

    @ParameterizedTest
    @CsvSource({
        "deb.debian.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages, true",
        "security.debian.org_debian-security_dists_bullseye-security_main_binary-amd64_Packages, true",
        "security.debian.org_dists_buster_updates_main_binary-amd64_Packages, true",
        "security.ubuntu.com_ubuntu_dists_noble-security_universe_binary-arm64_Packages, true",
        "azure.archive.ubuntu.com_ubuntu_dists_jammy-security_main_binary-amd64_Packages, true",
        "esm.ubuntu.com_infra_ubuntu_dists_focal-infra-security_main_binary-amd64_Packages, true",
        "archive.ubuntu.com_ubuntu_dists_noble-updates_main_binary-amd64_Packages, false",
        "deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages, false",
        "mirror_debian_dists_buster_updates_main_binary-amd64_Packages, false",
        "pkgs.k8s.io_core:_stable:_v1.34_deb_Packages, false",
        "x_dists_y-security, false"
    })
    void securityArchives(String name, boolean security) {
        assertThat(SecurityUpdates.security(name)).isEqualTo(security);
    }

    @Test
    void manyPackagesInPiecesAreReadAsAWhole() {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            list.append("Package: p")
                    .append(i)
                    .append("\nVersion: 1\nDescription: ")
                    .append("x".repeat(i % 50))
                    .append("\n\n");
        }
        tree.file(DEBIAN, list + "Package: runc\nVersion: 1:0");
        assertThat(told(updates(Duration.ofDays(1)), "pending")).isEqualTo(List.of("runc"));
        assertThat(told(updates(Duration.ofDays(1)), "pending.0.available")).isEqualTo("1:0");
    }

    @Test
    void aLineWithoutEndIsNoList() {
        tree.file(DEBIAN, "Package: runc\nVersion: 9\n" + "x".repeat(1 << 20));
        assertThat(told(updates(Duration.ofDays(1)), "pending.0"))
                .isEqualTo("unknown: " + DEBIAN + " cannot be read as a list of packages");
    }

    @Test
    void garbageNeitherThrowsNorIsUpToDate() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = LIST.getBytes(StandardCharsets.UTF_8);
            for (int j = 0; j < 20; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            tree.file(DEBIAN, "");
            Files.write(directory.resolve(DEBIAN.substring(1)), bytes);
            assertThat(updates(Duration.ofDays(1)).get("pending")).isInstanceOf(Many.class);
        }
    }

    @Test
    void othersThanAptAreUnknown() {
        tree.remove("/var/lib/dpkg/status");
        tree.file("/lib/apk/db/installed", "P:musl\nV:1.2.5-r0\n\n");
        assertThat(updates(Duration.ofDays(1)).get("pending")).isInstanceOf(Unknown.class);
    }

    @Test
    void packagesOnHold() {
        tree.file("/var/lib/dpkg/status", """
                Package: kubelet
                Status: hold ok installed
                Version: 1.34.1-1.1

                Package: kubectl
                Status: install ok installed
                Version: 1.34.1-1.1
                """);
        assertThat(told(packages(), "0.held")).isEqualTo(true);
        assertThat(told(packages(), "1.name")).isEqualTo("kubectl");
        assertThat(told(packages(), "1.held")).isEqualTo(false);
        tree.file("/var/lib/dpkg/status", STATUS);
        assertThat(packages()).isEqualTo(new Many(List.of(), "/var/lib/dpkg/status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet=1.34.1-r0", "kubelet~1.34", "kubelet<1.35"})
    void apkKeepsTheVersionOfItsWorld(String line) {
        tree.remove("/var/lib/dpkg/status");
        tree.file("/lib/apk/db/installed", "P:kubelet\nV:1.34.1-r0\n\n");
        tree.file("/etc/apk/world", "alpine-base\nkubelet\nkubelet-openrc=1\n");
        assertThat(told(packages(), "0.held")).isEqualTo(false);
        tree.file("/etc/apk/world", "alpine-base\n" + line + "\n");
        assertThat(told(packages(), "0.held")).isEqualTo(true);
    }

    @Test
    void dnfLeavesOutWhatIsExcludedOrLocked() throws Exception {
        tree.remove("/var/lib/dpkg/status");
        MadeRpmDatabase.write(directory.resolve("var/lib/rpm/rpmdb.sqlite"), List.of("kubelet", "bash"));
        assertThat(told(packages(), "0.held")).isEqualTo(false);
        tree.file(
                "/etc/yum.repos.d/kubernetes.repo",
                "[kubernetes]\nbaseurl=https://pkgs.k8s.io/core:/stable:/v1.34/rpm/\nexclude=kubeadm kube* cri-tools\n");
        assertThat(told(packages(), "0.held")).isEqualTo(true);
        tree.file("/etc/yum.repos.d/kubernetes.repo", "[kubernetes]\n");
        tree.file("/etc/dnf/plugins/versionlock.list", "# Added lock on today\nkubelet-0:1.34.1-150500.1.1.*\n");
        assertThat(told(packages(), "0.held")).isEqualTo(true);
        tree.remove("/etc/dnf/plugins/versionlock.list");
        tree.file("/etc/zypp/locks", "\ntype: package\nmatch_type: glob\ncase_sensitive: on\nsolvable_name: kubelet\n");
        assertThat(told(packages(), "0.held")).isEqualTo(true);
    }
}
