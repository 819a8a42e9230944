package io.nodeward.hostprobes.mounts;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mounts of now and of the next boot. */
class MountFactsTest {

    /** Of a node with Debian 12, kubeadm and a volume of its own for /var/lib/containerd. */
    private static final String NODE = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
            23 22 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
            27 22 0:24 / /dev/shm rw,nosuid,nodev shared:4 - tmpfs tmpfs rw,inode64
            40 22 0:40 / /tmp rw,nosuid,nodev,noexec,relatime shared:20 - tmpfs tmpfs rw,size=800000k
            41 22 8:3 / /home rw,relatime shared:21 - ext4 /dev/sda3 rw
            42 22 8:4 / /var/lib/containerd rw,noexec,relatime - xfs /dev/sdb rw
            43 22 0:50 / /mnt/with\\040blank rw,relatime - nfs4 server:/x rw,vers=4.2,addr=10.0.0.1
            44 22 0:60 / /var/lib/kubelet/pods/u/volumes/kubernetes.io~secret/x rw,relatime - tmpfs tmpfs rw
            """;

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/usr/lib/systemd/systemd", "")
                .file("/proc/1/mountinfo", NODE)
                .directory("/tmp")
                .directory("/dev/shm")
                .directory("/home")
                .directory("/var/lib/containerd")
                .directory("/var/lib/kubelet");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private MountFacts read() {
        return read(tree.root());
    }

    private static MountFacts read(HostRoot root) {
        MountFacts facts = MountFacts.read(root, new FileFacts(root, Accounts.read(root)), UnitStates.read(root));
        conforming("mounts", facts.now());
        conforming("mounts_at_boot", facts.atBoot());
        conforming("mount_places", facts.places());
        conforming("mount_drift", facts.drift());
        return facts;
    }

    private static List<String> keys(Node list) {
        List<String> keys = new ArrayList<>();
        for (Many.Item item : ((Many) list).items()) {
            keys.add(item.key());
        }
        return keys;
    }

    private Object place(String path) {
        Node places = read().places();
        return at(places, path) instanceof Unknown unknown ? "? " + unknown.reason() : told(places, path);
    }

    private List<String> drift(String kind) {
        Node node = at(read().drift(), kind);
        if (node instanceof Known known) {
            List<String> texts = new ArrayList<>();
            ((List<?>) known.value()).forEach(each -> texts.add(each.toString()));
            return texts;
        }
        return keys(Objects.requireNonNull(node));
    }

    @Test
    void whatIsMountedNow() {
        assertThat(keys(read().now()))
                .containsExactly("/", "/proc", "/dev/shm", "/tmp", "/home", "/var/lib/containerd", "/mnt/with blank");
        assertThat(place("tmp.mounted")).isEqualTo(true);
        assertThat(place("tmp.noexec")).isEqualTo(true);
        assertThat(place("tmp.options")).isEqualTo("rw,nosuid,nodev,noexec,relatime,size=800000k");
        assertThat(place("home.nodev")).isEqualTo(false);
        assertThat(place("containerd.noexec")).isEqualTo(true);
        assertThat(place("containerd.shared")).isEqualTo(false);
        assertThat(place("kubelet.mounted")).isEqualTo(false);
        assertThat(place("kubelet.shared")).isEqualTo(true);
        assertThat(place("kubelet.noexec")).isEqualTo(false);
    }

    @Test
    void aShorterTableWillDo() {
        tree.remove("/proc/1/mountinfo")
                .file("/proc/mounts", "/dev/sda1 / ext4 rw 0 0\ntmpfs /tmp tmpfs rw,nosuid 0 0\n");
        assertThat(place("tmp.nosuid")).isEqualTo(true);
        assertThat(place("tmp.nodev")).isEqualTo(false);
        assertThat(place("tmp.shared")).isEqualTo("? does not tell");
    }

    @Test
    void anImageTellsOfTheNextBootOnly() {
        tree.remove("/proc/1/mountinfo").file("/etc/fstab", "tmpfs /tmp tmpfs nosuid 0 0\n");
        assertThat(place("tmp.mounted")).isEqualTo("? only a running host can tell");
        assertThat(place("tmp.at_boot.nosuid")).isEqualTo(true);
        assertThat(place("tmp.at_boot.nodev")).isEqualTo(false);
        assertThat(at(read().drift(), "lost")).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "defaults | false,false,false",
                "nodev,nosuid,noexec | true,true,true",
                "noexec,exec | false,false,false",
                "users | true,true,true",
                "users,exec | true,true,false",
                "owner | true,true,false",
                "nosuid,suid,nosuid | false,true,false",
                "nodevice,nosuidx | false,false,false"
            })
    void optionsAsMountReadsThem(String options, String expected) {
        MountOptions read = MountOptions.of(options);
        assertThat(read.nodev() + "," + read.nosuid() + "," + read.noexec()).isEqualTo(expected);
    }

    @Test
    void fstabAndUnitsAndWhoWins() {
        tree.file(
                "/etc/fstab",
                "# x\ntmpfs /tmp tmpfs nodev 0 0\nLABEL=h /home/ ext4 noauto,nodev\nUUID=1 none swap sw\n");
        assertThat(place("tmp.at_boot.nodev")).isEqualTo(true);
        assertThat(place("home.at_boot.mounted")).isEqualTo("? neither /etc/fstab nor a unit names it");
        String unit = "[Unit]\nDescription=x\n[Mount]\nWhat=tmpfs\nWhere=/tmp\nType=tmpfs\nOptions=mode=1777,nosuid\n";
        // below fstab
        tree.file("/usr/lib/systemd/system/tmp.mount", unit)
                .link("/usr/lib/systemd/system/local-fs.target.wants/tmp.mount", "../tmp.mount");
        assertThat(place("tmp.at_boot.nodev")).isEqualTo(true);
        assertThat(drift("twice")).isEmpty();
        // above it
        tree.file("/etc/systemd/system/tmp.mount", unit)
                .link("/etc/systemd/system/local-fs.target.wants/tmp.mount", "../tmp.mount");
        assertThat(place("tmp.at_boot.nodev")).isEqualTo(false);
        assertThat(place("tmp.at_boot.nosuid")).isEqualTo(true);
        assertThat(drift("twice")).containsExactly("/tmp: /etc/systemd/system/tmp.mount:7 and /etc/fstab:2");
        // and a drop-in above that
        tree.file("/etc/systemd/system/tmp.mount.d/x.conf", "[Mount]\nOptions=nodev,nosuid,noexec\n");
        assertThat(place("tmp.at_boot.noexec")).isEqualTo(true);
        tree.link("/etc/systemd/system/tmp.mount", "/dev/null").remove("/etc/fstab");
        assertThat(place("tmp.at_boot.mounted")).isEqualTo("? neither /etc/fstab nor a unit names it");
    }

    @Test
    void unitsThatNothingWantsMountNothing() {
        String unit = "[Mount]\nWhat=tmpfs\nWhere=/tmp\nType=tmpfs\nOptions=nosuid\n";
        tree.file("/usr/lib/systemd/system/tmp.mount", unit);
        assertThat(keys(read().atBoot())).doesNotContain("/tmp");
        tree.file("/usr/lib/systemd/system/basic.target", "[Unit]\nWants=tmp.mount\n");
        assertThat(keys(read().atBoot())).contains("/tmp");
    }

    @Test
    void systemdMountsByItself() {
        assertThat(place("dev_shm.at_boot.nosuid")).isEqualTo(true);
        assertThat(place("dev_shm.at_boot.noexec")).isEqualTo(false);
        tree.file("/etc/fstab", "tmpfs /dev/shm tmpfs defaults 0 0\n");
        assertThat(place("dev_shm.at_boot.nosuid")).isEqualTo(false);
        tree.remove("/usr/lib/systemd/systemd").remove("/etc/fstab");
        assertThat(place("dev_shm.at_boot.nosuid")).isEqualTo("? neither /etc/fstab nor a unit names it");
    }

    @Test
    void whereNowAndTheNextBootDiffer() {
        tree.file(
                "/etc/fstab",
                "tmpfs /tmp tmpfs nodev,nosuid 0 0\n/dev/sda3 /home ext4 nodev\n/dev/sdc /data ext4 rw\n");
        assertThat(drift("lost")).containsExactly("/tmp (noexec)");
        assertThat(drift("not_running")).containsExactly("/home (nodev)");
        assertThat(drift("not_mounted")).containsExactly("/data");
        tree.file("/etc/fstab", "tmpfs /tmp tmpfs nodev,nosuid,noexec 0 0\n/dev/sda3 /home ext4 defaults\n");
        assertThat(drift("lost")).isEmpty();
        assertThat(drift("not_running")).isEmpty();
        assertThat(drift("not_mounted")).isEmpty();
    }

    @Test
    void secretsStayWhereTheyAre() {
        tree.file(
                "/etc/fstab",
                "//u:hunter2@s/x /data cifs username=u,password=hunter2,nodev\nhttps://u:hunter2@h/d /dav davfs rw\n");
        Group facts = (Group) Objects.requireNonNull(at(read().atBoot(), "0"));
        assertThat(told(facts, "options")).isEqualTo("username,password,nodev");
        assertThat(told(read().atBoot(), "1.source")).isEqualTo("https://h/d");
    }

    @Test
    void garbageIsNoTableAndBreaksNothing() {
        Random random = new Random(3);
        for (int i = 0; i < 60; i++) {
            byte[] bytes = NODE.getBytes(StandardCharsets.UTF_8);
            for (int k = 0; k < 1 + i; k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            tree.file("/proc/1/mountinfo", text).file("/etc/fstab", text);
            read();
        }
        tree.file("/proc/1/mountinfo", "\0\0\0\n- - -\n");
        assertThat(place("tmp.mounted")).isEqualTo("? is no table of a host's mounts");
    }

    @Test
    void findmntSaysTheSame() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/findmnt")), "there is no findmnt");
        Process process = new ProcessBuilder("findmnt", "-rn", "-o", "TARGET,VFS-OPTIONS").start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> expected = new TreeMap<>();
        for (String line : out.split("\n")) {
            String[] fields = line.split(" ");
            // of several at one place the last is what counts
            expected.put(fields[0], flags(fields[1]));
        }
        try (HostRoot root = HostRoot.open(Path.of("/"))) {
            Map<String, String> found = new TreeMap<>();
            for (Many.Item item : ((Many) read(root).now()).items()) {
                found.put(
                        item.key().replace(" ", "\\x20"),
                        flags(told(item.node(), "options").toString()));
            }
            assertThat(expected).containsAllEntriesOf(found);
            assertThat(found).containsKey("/");
        }
    }

    private static String flags(String options) {
        MountOptions read = MountOptions.of(options);
        return read.nodev() + " " + read.nosuid() + " " + read.noexec();
    }
}
