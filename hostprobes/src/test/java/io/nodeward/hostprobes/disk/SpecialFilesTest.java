package io.nodeward.hostprobes.disk;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.host.HostProbe;
import io.nodeward.hostprobes.packages.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk over the disk, in trees that a test makes and on this machine. */
class SpecialFilesTest {

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory.resolve("root"))
                .file(
                        "/etc/passwd",
                        "root:x:0:0:root:/root:/bin/bash\n" + me() + ":x:" + number("uid") + ":0::/:/bin/sh\n")
                .file("/etc/group", "root:x:0:\nmine:x:" + number("gid") + ":\n")
                .directory("/usr/bin");
    }

    @AfterEach
    void close() throws Exception {
        tree.close();
        // deeper than the test framework likes
        run("rm", "-rf", directory.resolve("root").toString());
    }

    private static String me() {
        return HostProbe.privileged() ? "other" : "me";
    }

    private static int number(String kind) {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:" + kind);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path place(String path) {
        return directory.resolve("root").resolve(path.substring(1));
    }

    private void file(String path, int mode) throws IOException {
        tree.file(path, "#!");
        mode(path, mode);
    }

    private void mode(String path, int mode) throws IOException {
        Files.setAttribute(place(path), "unix:mode", mode);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .describedAs(String.join(" ", command) + ": " + out)
                .isZero();
        return out;
    }

    private Node read(DiskLeave leave) {
        HostRoot root = tree.root();
        return SpecialFiles.read(
                root, leave, Accounts.read(root), Installed.read(root), SearchPath.read(root), new AtomicLong());
    }

    private Group walk() {
        return conforming("special_files", (Group) read(DiskLeave.ALWAYS));
    }

    private static Many list(Group facts, String name) {
        return (Many) Objects.requireNonNull(facts.get(name));
    }

    private static List<String> paths(Group facts, String name) {
        List<String> paths = new ArrayList<>();
        for (Many.Item item : list(facts, name).items()) {
            paths.add(item.node() instanceof Unknown unknown ? "? " + unknown.reason() : item.key());
        }
        return paths;
    }

    private static Node of(Group facts, String list, String path) {
        for (Many.Item item : list(facts, list).items()) {
            if (item.key().equals(path)) {
                return item.node();
            }
        }
        throw new AssertionError(path + " is not among " + paths(facts, list));
    }

    @Test
    void programsWithOthersRightsAreFound() throws IOException {
        file("/usr/bin/su", 04755);
        file("/usr/bin/wall", 02755);
        file("/usr/bin/both", 06711);
        file("/usr/bin/ls", 0755);
        // without a bit to execute it, this once meant that locks are mandatory
        file("/srv/locked", 02644);
        tree.directory("/srv/group");
        mode("/srv/group", 02775);
        Group facts = walk();
        assertThat(paths(facts, "privileged")).containsExactly("/usr/bin/both", "/usr/bin/su", "/usr/bin/wall");
        assertThat(told(of(facts, "privileged", "/usr/bin/su"), "mode")).isEqualTo("4755");
        assertThat(told(of(facts, "privileged", "/usr/bin/su"), "set_uid")).isEqualTo(true);
        assertThat(told(of(facts, "privileged", "/usr/bin/su"), "set_gid")).isEqualTo(false);
    }

    @Test
    void hardLinksAreNamesOfOneFile() throws IOException {
        file("/usr/bin/su", 04755);
        Files.createLink(place("/usr/bin/su2"), place("/usr/bin/su"));
        assertThat(told(of(walk(), "privileged", "/usr/bin/su2"), "hidden_links"))
                .isEqualTo(0L);
        tree.directory("/var/lib/containerd");
        Files.createLink(place("/var/lib/containerd/su3"), place("/usr/bin/su"));
        assertThat(told(of(walk(), "privileged", "/usr/bin/su2"), "hidden_links"))
                .isEqualTo(1L);
    }

    @Test
    void ofContainersAndTheKernelNothingIsTaken() throws IOException {
        for (String path : List.of(
                "/proc/1/root/x",
                "/sys/x",
                "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs/usr/bin/su",
                "/var/lib/docker/overlay2/a/diff/su",
                "/var/lib/kubelet/pods/u/volumes/x/su",
                "/home/joe/.local/share/containers/storage/overlay/a/su")) {
            file(path, 04755);
        }
        file("/var/lib/kubelet/su", 04755);
        file("/home/joe/.local/share/su", 04755);
        assertThat(paths(walk(), "privileged")).containsExactly("/home/joe/.local/share/su", "/var/lib/kubelet/su");
    }

    @Test
    void whatEverybodyWritesIsFoundWhereEverybodyReachesIt() throws IOException {
        mode("/usr", 0755);
        file("/srv/open", 0666);
        file("/root/open", 0666);
        mode("/root", 0700);
        tree.directory("/srv/directory").directory("/tmp").directory("/root/directory");
        mode("/srv/directory", 0777);
        mode("/root/directory", 0777);
        mode("/tmp", 01777);
        Group facts = walk();
        assertThat(paths(facts, "open_files")).containsExactly("/srv/open");
        assertThat(paths(facts, "open_directories")).containsExactly("/srv/directory");
    }

    @Test
    void linksLeadNowhere() throws Exception {
        Path outside = directory.resolve("outside");
        Files.createDirectories(outside);
        Files.writeString(outside.resolve("evil"), "");
        Files.setAttribute(outside.resolve("evil"), "unix:mode", 04755);
        Files.createSymbolicLink(place("/usr/out"), outside);
        Files.createSymbolicLink(place("/usr/evil"), outside.resolve("evil"));
        Files.createSymbolicLink(place("/usr/loop"), Path.of("."));
        Files.createSymbolicLink(place("/usr/up"), Path.of("../../../../../.."));
        run("mkfifo", place("/usr/fifo").toString());
        assertThat(paths(walk(), "privileged")).isEmpty();
    }

    @Test
    void deepTreesAreWalkedToTheEnd() throws Exception {
        // deeper than a path may be long
        run("python3", "-c", """
                import os, sys
                os.chdir(sys.argv[1])
                for i in range(5000):
                    os.mkdir('d'); os.chdir('d')
                    if i in (100, 1999, 4999):
                        open('su', 'w').close(); os.chmod('su', 0o4755)
                """, place("/usr").toString());
        file("/usr/zz/su", 04755);
        Group facts = walk();
        assertThat(paths(facts, "privileged")).hasSize(4).noneMatch(path -> path.startsWith("?"));
        assertThat(told(facts, "names")).isEqualTo(5000L + 3 + 7);
    }

    @Test
    void manyFilesAreLookedAt() throws Exception {
        run("python3", "-c", """
                import os, sys
                for i in range(50):
                    d = os.path.join(sys.argv[1], 'd%d' % i); os.mkdir(d)
                    for k in range(1000):
                        open(os.path.join(d, 'f%d' % k), 'w').close()
                    os.chmod(os.path.join(d, 'f500'), 0o4755)
                """, place("/usr").toString());
        Group facts = walk();
        assertThat(paths(facts, "privileged")).hasSize(50);
        assertThat((Long) told(facts, "names")).isGreaterThan(50_050L);
    }

    @Test
    void aTreeThatChangesMeanwhileLeadsNowhere() throws Exception {
        Path outside = directory.resolve("outside");
        Files.createDirectories(outside.resolve("a/b"));
        Files.writeString(outside.resolve("a/b/evil"), "");
        Files.setAttribute(outside.resolve("a/b/evil"), "unix:mode", 04755);
        for (int i = 0; i < 200; i++) {
            tree.file("/srv/" + i + "/a/b/file", "");
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread mover = new Thread(() -> {
            while (!over.get()) {
                for (int i = 0; i < 200; i++) {
                    try {
                        Path here = place("/srv/" + i);
                        Path away = directory.resolve("moved");
                        Files.move(here, away);
                        Files.createSymbolicLink(here, outside);
                        Files.delete(here);
                        Files.move(away, here);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        });
        mover.start();
        try {
            for (int i = 0; i < 30; i++) {
                assertThat(paths(walk(), "privileged")).noneMatch(path -> path.contains("evil"));
            }
        } finally {
            over.set(true);
            mover.join();
        }
    }

    @Test
    void whatCannotBeListedIsToldSo() throws IOException {
        assumeTrue(!HostProbe.privileged(), "root may list everything");
        tree.directory("/srv/closed");
        mode("/srv/closed", 0);
        try {
            assertThat(paths(walk(), "open_files"))
                    .containsExactly("? not everything was looked at: /srv/closed permission denied");
        } finally {
            mode("/srv/closed", 0755);
        }
    }

    @Test
    void fileCapabilitiesAreFound() throws Exception {
        assumeTrue(HostProbe.privileged(), "only root gives them");
        file("/usr/bin/ping", 0755);
        file("/usr/bin/notes", 0644);
        String set = """
                import os, sys
                os.setxattr(sys.argv[1], 'security.capability', bytes.fromhex(sys.argv[2]))
                """;
        // version 2, effective, NET_RAW; then SETUID and bits of the upper half
        run("python3", "-c", set, place("/usr/bin/ping").toString(), "0100000200200000000000000000000000000000");
        run("python3", "-c", set, place("/usr/bin/notes").toString(), "0100000200200000000000000000000000000000");
        Group facts = walk();
        assertThat(paths(facts, "privileged")).containsExactly("/usr/bin/ping");
        assertThat(told(of(facts, "privileged", "/usr/bin/ping"), "capabilities"))
                .isEqualTo(List.of("NET_RAW"));
        assertThat(told(of(facts, "privileged", "/usr/bin/ping"), "dangerous")).isEqualTo(List.of());
        run("python3", "-c", set, place("/usr/bin/ping").toString(), "0100000280000000000000000000000000000000");
        assertThat(told(of(walk(), "privileged", "/usr/bin/ping"), "dangerous")).isEqualTo(List.of("SETUID"));
        // version 3: counts in a user namespace whose root is 1000
        run(
                "python3",
                "-c",
                set,
                place("/usr/bin/ping").toString(),
                "0100000380000000000000000000000000000000e8030000");
        assertThat(paths(walk(), "privileged")).isEmpty();
    }

    @Test
    void deviceFilesBelongToDev() throws Exception {
        assumeTrue(HostProbe.privileged(), "only root makes device files");
        tree.directory("/dev").directory("/var/tmp");
        run("mknod", place("/dev/sda").toString(), "b", "8", "0");
        run("mknod", place("/var/tmp/sda").toString(), "b", "8", "0");
        run("mknod", place("/var/tmp/whiteout").toString(), "c", "0", "0");
        assertThat(paths(walk(), "devices")).containsExactly("/var/tmp/sda");
        tree.file("/proc/1/mountinfo", HostTree.MOUNTS.replace("rw,relatime", "rw,nodev,nosuid"));
        assertThat(paths(walk(), "devices")).isEmpty();
    }

    @Test
    void aMountMaySwitchItOff() throws IOException {
        file("/usr/bin/su", 04755);
        tree.file("/proc/1/mountinfo", HostTree.MOUNTS);
        assertThat(told(of(walk(), "privileged", "/usr/bin/su"), "effective")).isEqualTo(true);
        tree.file("/proc/1/mountinfo", HostTree.MOUNTS.replace("rw,relatime", "rw,nosuid"));
        assertThat(told(of(walk(), "privileged", "/usr/bin/su"), "effective")).isEqualTo(false);
    }

    @Test
    void filesOfNobodyAreFound() throws Exception {
        assumeTrue(HostProbe.privileged(), "only root gives files away");
        file("/srv/lost", 0644);
        Files.setAttribute(place("/srv/lost"), "unix:uid", 54321);
        file("/srv/container", 0644);
        Files.setAttribute(place("/srv/container"), "unix:uid", 100_005);
        tree.file("/etc/subuid", "joe:100000:65536\n");
        assertThat(paths(walk(), "unowned")).containsExactly("/srv/lost");
        tree.file("/etc/nsswitch.conf", "passwd: files sss\n");
        assertThat(walk().get("unowned")).isInstanceOf(Unknown.class);
    }

    @Test
    void programsOnTheSearchPathAreRootsAlone() throws Exception {
        assumeTrue(HostProbe.privileged(), "files of somebody else than root would be no proof");
        file("/usr/bin/ls", 0755);
        file("/usr/bin/backup", 0755);
        Files.setAttribute(place("/usr/bin/backup"), "unix:uid", 1000);
        file("/usr/bin/team", 0775);
        Files.setAttribute(place("/usr/bin/team"), "unix:gid", 50);
        file("/usr/bin/readme", 0644);
        Files.setAttribute(place("/usr/bin/readme"), "unix:uid", 1000);
        file("/opt/x/run", 0755);
        Files.setAttribute(place("/opt/x/run"), "unix:uid", 1000);
        assertThat(paths(walk(), "programs")).containsExactly("/usr/bin/backup", "/usr/bin/team");
        tree.file("/etc/environment", "PATH=\"/opt/x:/usr/bin\"\n");
        assertThat(paths(walk(), "programs")).containsExactly("/opt/x/run", "/usr/bin/backup", "/usr/bin/team");
    }

    @Test
    void packagesHaveTheirPrograms() throws IOException {
        Files.createSymbolicLink(place("/bin"), Path.of("usr/bin"));
        for (String name : List.of("su", "bash", "find", "odd", "override", "mine")) {
            file("/usr/bin/" + name, 04755);
        }
        file("/usr/local/bin/rootsh", 04755);
        file("/opt/cni/bin/install", 04755);
        tree.file("/var/lib/dpkg/status", "Package: bash\nStatus: install ok installed\nVersion: 5\n\n")
                .file("/var/lib/dpkg/info/util-linux.list", "/.\n/bin\n/bin/su\n")
                .file("/var/lib/dpkg/info/bash.list", "/.\n/bin/bash\n")
                .file("/var/lib/dpkg/info/libx:amd64.list", "/usr/bin/find\n/usr/bin/odd\n/usr/bin/override\n")
                .file("/var/lib/dpkg/statoverride", "root root 4755 /usr/bin/override\n");
        Group facts = walk();
        Object[][] expected = {
            {"/usr/bin/su", "util-linux", true},
            {"/usr/bin/bash", "bash", false},
            {"/usr/bin/find", "libx", false},
            {"/usr/bin/override", "libx", true},
            {"/usr/bin/mine", "", false},
            {"/usr/local/bin/rootsh", "", false},
            {"/opt/cni/bin/install", "", true}
        };
        for (Object[] row : expected) {
            Node file = of(facts, "privileged", (String) row[0]);
            assertThat(told(file, "package_name")).describedAs((String) row[0]).isEqualTo(row[1]);
            assertThat(told(file, "usual")).describedAs((String) row[0]).isEqualTo(row[2]);
            assertThat(told(file, "altered"))
                    .describedAs((String) row[0])
                    .isEqualTo(!((String) row[1]).isEmpty() && !(Boolean) row[2]);
        }
        assertThat(at(of(facts, "privileged", "/usr/bin/odd"), "usual")).isInstanceOf(Unknown.class);
    }

    @Test
    void withoutListsOnlyPlacesOfNoPackageAreTold() throws IOException {
        for (String path : List.of("/usr/bin/su", "/usr/bin/find", "/usr/local/bin/rootsh", "/data/rootsh")) {
            file(path, 04755);
        }
        tree.file("/var/lib/dpkg/status", "Package: bash\nStatus: install ok installed\nVersion: 5\n\n");
        Group facts = walk();
        assertThat(at(of(facts, "privileged", "/usr/bin/su"), "package_name")).isInstanceOf(Unknown.class);
        assertThat(told(of(facts, "privileged", "/usr/bin/su"), "altered")).isEqualTo(false);
        assertThat(at(of(facts, "privileged", "/usr/bin/find"), "package_name")).isInstanceOf(Unknown.class);
        assertThat(told(of(facts, "privileged", "/usr/bin/find"), "altered")).isEqualTo(true);
        assertThat(told(of(facts, "privileged", "/usr/local/bin/rootsh"), "package_name"))
                .isEqualTo("");
        assertThat(told(of(facts, "privileged", "/data/rootsh"), "package_name"))
                .isEqualTo("");
    }

    @Test
    void apkKnowsModes() throws IOException {
        file("/usr/bin/bbsuid", 04111);
        file("/usr/bin/vim", 04755);
        tree.file(
                "/lib/apk/db/installed",
                "P:busybox-suid\nV:1\nF:usr/bin\nR:bbsuid\na:0:0:4111\nZ:x\n\nP:vim\nV:9\nF:usr/bin\nR:vim\na:0:0:755\n\n");
        Group facts = walk();
        assertThat(told(of(facts, "privileged", "/usr/bin/bbsuid"), "package_name"))
                .isEqualTo("busybox-suid");
        assertThat(told(of(facts, "privileged", "/usr/bin/bbsuid"), "usual")).isEqualTo(true);
        assertThat(told(of(facts, "privileged", "/usr/bin/vim"), "usual")).isEqualTo(false);
    }

    @Test
    void aWalkMayBeRefused() {
        assertThat(read(DiskLeave.never("somebody said so")))
                .isEqualTo(new Unknown("was not walked over: somebody said so", "/", true));
    }

    @Test
    void findFindsTheSame() throws Exception {
        assumeTrue(HostProbe.privileged(), "find would not see everything");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/find")), "there is no find");
        TreeSet<String> expected = new TreeSet<>();
        for (String line :
                run("find", "/usr", "-xdev", "-type", "f", "-perm", "/6000").split("\n")) {
            expected.add(line);
        }
        assumeTrue(!expected.contains(""), "this machine has none");
        try (HostRoot host = HostRoot.open(Path.of("/"))) {
            Group facts = (Group) SpecialFiles.read(
                    host,
                    DiskLeave.AUTO,
                    Accounts.read(host),
                    Installed.read(host),
                    SearchPath.read(host),
                    new AtomicLong());
            TreeSet<String> found = new TreeSet<>();
            for (Many.Item item : list(facts, "privileged").items()) {
                boolean bits = Boolean.TRUE.equals(told(item.node(), "set_uid"))
                        || Boolean.TRUE.equals(told(item.node(), "set_gid"));
                if (item.key().startsWith("/usr/") && bits) {
                    found.add(item.key());
                }
            }
            assertThat(found).isEqualTo(expected);
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "there is no dpkg");
            for (String path : found) {
                // it knows files by the names that their packages have for them
                String said = run("sh", "-c", "dpkg -S $0 2>/dev/null || dpkg -S ${0#/usr}", path);
                assertThat(told(of(facts, "privileged", path), "package_name"))
                        .isEqualTo(said.substring(0, said.indexOf(':')));
            }
        }
    }
}
