package io.nodeward.hostprobes.packages;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases of packages, distributions and how updates come. */
class PackagesTest {

    private static final String SQLITE = "var/lib/rpm/rpmdb.sqlite";

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

    private Installed installed() {
        return Installed.read(tree.root());
    }

    private Group packages() {
        return conforming("packages", OutOfPlace.facts(installed()));
    }

    @Test
    void dpkg() {
        tree.file("/var/lib/dpkg/status", """
                Package: gcc-12-base
                Status: install ok installed
                Version: 12.2.0-14

                Package: gcc-12
                Status: hold ok installed
                Version: 12.2.0-14
                Description: x
                 Package: telnet

                Package: telnet
                Status: deinstall ok config-files
                Version: 0.17

                Package: strace
                Priority: optional
                Status: install ok installed
                """);
        assertThat(installed().manager()).isEqualTo("dpkg");
        assertThat(installed().versions().keySet()).containsExactlyInAnyOrder("gcc-12-base", "gcc-12", "strace");
        assertThat(told(packages(), "out_of_place")).isEqualTo(List.of("gcc-12", "strace"));
        assertThat(told(packages(), "out_of_place.0.kind")).isEqualTo("compiler");
        assertThat(((Known) Objects.requireNonNull(at(packages(), "out_of_place.0.name"))).source())
                .isEqualTo("/var/lib/dpkg/status: package gcc-12 12.2.0-14");
        assertThat(told(packages(), "count")).isEqualTo(3L);
    }

    @Test
    void apk() {
        tree.file("/lib/apk/db/installed", "C:Q1x\nP:musl\nV:1.2.5-r0\n\nC:Q1y\nP:gdb\nV:14.2-r0\nA:x86_64\n");
        assertThat(installed().manager()).isEqualTo("apk");
        assertThat(installed().versions()).containsEntry("gdb", "14.2-r0").containsEntry("musl", "1.2.5-r0");
        assertThat(told(packages(), "out_of_place.0.version")).isEqualTo("14.2-r0");
    }

    private static List<String> rpms() {
        List<String> names = new ArrayList<>(List.of("bash", "gcc", "a-name-that-is-quite-long-" + "x".repeat(200)));
        for (int i = 0; names.size() < 76; i++) {
            names.add("lib" + i);
        }
        return names;
    }

    @Test
    void rpmOfSqlite() throws Exception {
        MadeRpmDatabase.write(directory.resolve(SQLITE), rpms());
        assertThat(installed().manager()).isEqualTo("rpm");
        assertThat(installed().versions().keySet()).containsExactlyInAnyOrderElementsOf(rpms());
        assertThat(told(packages(), "out_of_place")).isEqualTo(List.of("gcc"));
        tree.file("/" + SQLITE + "-wal", "");
        assertThat(installed().versions()).hasSize(76);
    }

    @Test
    void whatSqliteHasInItsLogCounts() throws Exception {
        MadeRpmDatabase.write(directory.resolve(SQLITE), rpms(), "gcc", "gdb");
        assertThat(installed().versions().keySet()).hasSize(76).contains("gdb").doesNotContain("gcc");
    }

    @Test
    void rpmOfNdb() throws IOException {
        byte[] file = ndb("openssh-server", "9.6p1");
        Path path = directory.resolve("usr/lib/sysimage/rpm/Packages.db");
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.write(path, file);
        assertThat(installed().versions()).containsOnlyKeys("openssh-server").containsValue("9.6p1");
        file[4096 + 1] = 0;
        Files.write(path, file);
        assertThat(Objects.requireNonNull(installed().problem()).reason()).contains("no ndb database");
    }

    private static byte[] ndb(String name, String version) {
        ByteBuffer out = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RpmP".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putInt(1)
                .putInt(1)
                .putInt(2);
        out.position(32);
        while (out.position() < 4096) {
            boolean first = out.position() == 32;
            out.put("Slot".getBytes(StandardCharsets.US_ASCII))
                    .putInt(first ? 1 : 0)
                    .putInt(first ? 256 : 0)
                    .putInt(first ? 4 : 0);
        }
        byte[] data = ("C\0" + name + "\0" + version + "\0").getBytes(StandardCharsets.US_ASCII);
        out.put("BlbS".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(1).putInt(0);
        out.order(ByteOrder.BIG_ENDIAN).putInt(2).putInt(data.length);
        out.putInt(1000).putInt(6).putInt(2).putInt(1);
        out.putInt(1001).putInt(6).putInt(3 + name.length()).putInt(1);
        out.put(data);
        return out.array();
    }

    @Test
    void whatIsNotReadIsUnknown() {
        assertThat(told(packages(), "manager")).isEqualTo("");
        tree.file("/var/lib/rpm/Packages", "x");
        assertThat(told(packages(), "manager")).isEqualTo("rpm");
        assertThat(told(packages(), "out_of_place").toString()).contains("Berkeley DB");
        tree.file("/" + SQLITE, "x");
        assertThat(told(packages(), "out_of_place").toString()).contains("is no sqlite database");
    }

    @Test
    void brokenDatabasesAreBounded() throws Exception {
        MadeRpmDatabase.write(directory.resolve(SQLITE), rpms());
        Path path = directory.resolve(SQLITE);
        byte[] whole = Files.readAllBytes(path);
        Random random = new Random(4711);
        for (int round = 0; round < 300; round++) {
            byte[] broken = whole.clone();
            for (int i = 0; i < 40; i++) {
                broken[100 + random.nextInt(broken.length - 100)] = (byte) random.nextInt(256);
            }
            Files.write(path, broken);
            Files.write(directory.resolve(SQLITE + "-wal"), Arrays.copyOf(broken, 3000));
            assertThat(installed().manager()).isEqualTo("rpm");
        }
        // a tree of pages that holds itself
        byte[] loop = whole.clone();
        assertThat(loop[100]).as("a page of pages").isEqualTo((byte) 5);
        System.arraycopy(new byte[] {0, 0, 0, 1}, 0, loop, 108, 4);
        Files.write(path, loop);
        assertThat(told(packages(), "out_of_place").toString()).startsWith("unknown: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ID=debian;VERSION_ID=\"12\"|debian||2028-07-01T00:00:00Z",
                "ID=ubuntu;VERSION_ID=\"22.04\"|ubuntu||2027-06-02T00:00:00Z",
                "ID=\"rocky\";VERSION_ID=\"9.4\"|rocky||2032-06-01T00:00:00Z",
                "ID=fedora;VERSION_ID=42;SUPPORT_END=2026-05-13;VARIANT_ID=coreos|fedora|fedora-coreos|2026-05-14T00:00:00Z",
                "ID=alpine;VERSION_ID=3.22.1|alpine||2027-05-02T00:00:00Z",
                "ID=flatcar;VERSION_ID=4152.2.0|flatcar|flatcar|unknown: ",
                "ID=debian|debian||unknown: ",
                "ID=almalinux;VERSION_ID=9.4;SUPPORT_END=\"2032-06-01\"|almalinux||2032-06-02T00:00:00Z"
            })
    void distributions(String text, String id, String immutable, String ends) {
        tree.file("/etc/os-release", "# x\n" + text.replace(';', '\n') + "\n");
        Group facts = conforming("distribution", Distribution.read(tree.root()));
        assertThat(told(facts, "id")).isEqualTo(id);
        assertThat(told(facts, "immutable")).isEqualTo(immutable == null ? "" : immutable);
        assertThat(told(facts, "support_ends").toString()).startsWith(ends);
    }

    @Test
    void ubuntuProIsSupportedLonger() {
        tree.file("/usr/lib/os-release", "ID=ubuntu\nVERSION_ID=\"20.04\"\n")
                .file("/var/lib/ubuntu-advantage/private/machine-token.json", "secret");
        assertThat(told(Distribution.read(tree.root()), "support_ends")).hasToString("2030-04-24T00:00:00Z");
        tree.file("/run/ostree-booted", "");
        assertThat(told(Distribution.read(tree.root()), "immutable")).isEqualTo("ostree");
        tree.remove("/usr/lib/os-release");
        assertThat(told(Distribution.read(tree.root()), "id").toString()).startsWith("unknown: /etc/os-release");
    }

    private Group updates(String manager) {
        HostRoot root = tree.root();
        return conforming("updates", Updates.read(root, UnitStates.read(root), manager));
    }

    @Test
    void unattendedUpgrades() {
        tree.file("/usr/lib/systemd/systemd", "")
                .file("/usr/lib/systemd/system/apt-daily-upgrade.timer", "[Timer]\n")
                .link("/etc/systemd/system/timers.target.wants/apt-daily-upgrade.timer", "/lib/x")
                .file("/etc/apt/apt.conf.d/20auto-upgrades", """
                        APT::Periodic::Update-Package-Lists "1";
                        apt::periodic::unattended-upgrade "1"; // x
                        """);
        assertThat(told(updates("dpkg"), "automatic")).as("not installed").isEqualTo(false);
        tree.file("/usr/bin/unattended-upgrade", "");
        assertThat(told(updates("dpkg"), "automatic")).isEqualTo(true);
        tree.file("/etc/apt/apt.conf.d/99x", "APT { Periodic { /* \n */ Enable \"0\"; }; };");
        assertThat(told(updates("dpkg"), "automatic")).isEqualTo(false);
        tree.file("/etc/apt/apt.conf.d/99x.bak", "").remove("/etc/apt/apt.conf.d/99x");
        tree.link("/etc/systemd/system/apt-daily-upgrade.timer", "/dev/null");
        assertThat(told(updates("dpkg"), "automatic")).as("masked").isEqualTo(false);
    }

    @Test
    void sourcesWithoutSignatures() {
        tree.file("/etc/apt/sources.list", "# deb [trusted=yes] http://x\ndeb [arch=amd64 trusted=yes] http://x y z\n")
                .file("/etc/apt/sources.list.d/a.sources", "Types: deb\nTrusted: yes\n")
                .file("/etc/apt/sources.list.d/b.list", "deb http://x y z\n")
                .file("/etc/apt/apt.conf.d/z", "Acquire::AllowInsecureRepositories \"true\";\n")
                .directory("/var/lib/apt/lists");
        assertThat(told(updates("dpkg"), "unsigned"))
                .isEqualTo(List.of(
                        "/etc/apt/apt.conf.d/z:1 (Acquire::AllowInsecureRepositories)",
                        "/etc/apt/sources.list:2",
                        "/etc/apt/sources.list.d/a.sources:2"));
        assertThat(((Known) Objects.requireNonNull(at(updates("dpkg"), "refreshed"))).source())
                .isEqualTo("/var/lib/apt/lists");
    }

    @Test
    void repositoriesOfDnf() {
        tree.file("/etc/dnf/dnf.conf", "[main]\ngpgcheck = 1\n")
                .file(
                        "/etc/yum.repos.d/a.repo",
                        "[a]\nname=x\nenabled=1\ngpgcheck=0\n[b]\ngpgcheck=0\nenabled=0\n[c]\nname=c\n");
        assertThat(told(updates("rpm"), "unsigned")).isEqualTo(List.of("/etc/yum.repos.d/a.repo:4"));
        assertThat(told(updates("rpm"), "automatic")).isEqualTo(false);
        tree.file("/usr/lib/systemd/system/dnf-automatic.timer", "[Timer]\n")
                .link("/etc/systemd/system/timers.target.wants/dnf-automatic.timer", "/lib/x")
                .file("/etc/dnf/automatic.conf", "[commands]\napply_updates = yes\n");
        assertThat(told(updates("rpm"), "automatic")).isEqualTo(true);
        assertThat(((Unknown) Objects.requireNonNull(at(updates("apk"), "automatic"))).expected())
                .isTrue();
    }
}
