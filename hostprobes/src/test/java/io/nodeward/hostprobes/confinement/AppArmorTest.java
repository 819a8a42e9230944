package io.nodeward.hostprobes.confinement;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.pki.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AppArmor as the kernel shows it and as its files would have it. */
class AppArmorTest {

    private static final String ENABLED = "/sys/module/apparmor/parameters/enabled";
    private static final String LIST = "/sys/kernel/security/apparmor/profiles";
    private static final String DETAIL = "/sys/kernel/security/apparmor/policy/profiles/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/cmdline", "quiet\n")
                .file("/proc/sys/kernel/osrelease", "6.12.48-1\n")
                .file("/sys/kernel/security/lsm", "lockdown,capability,apparmor")
                .file(ENABLED, "Y\n")
                .file(LIST, "man (enforce)\nweird (name) //child (complain)\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group apparmor() {
        return conforming("apparmor", AppArmor.read(tree.root()).facts());
    }

    private Object fact(String path) {
        return told(apparmor(), path);
    }

    @Test
    void onWithItsProfiles() {
        assertThat(fact("enabled")).isEqualTo(true);
        assertThat(fact("profiles")).isEqualTo(List.of("man", "weird (name) //child"));
        assertThat(fact("profiles.1.mode")).isEqualTo("complain");
        assertThat(fact("profiles.1.child")).isEqualTo(true);
        assertThat(fact("profiles.0.origin")).isEqualTo("none");
    }

    @Test
    void offByItsParameterOrByTheOrderOfModules() {
        tree.file(ENABLED, "N\n");
        assertThat(fact("enabled")).isEqualTo(false);
        assertThat(fact("profiles")).isEqualTo(List.of());
        tree.file(ENABLED, "Y\n").file("/sys/kernel/security/lsm", "capability,selinux");
        assertThat(fact("enabled")).isEqualTo(false);
        assertThat(fact("present")).isEqualTo(true);
    }

    @Test
    void notBuiltIn() {
        tree.remove(ENABLED);
        assertThat(fact("present")).isEqualTo(false);
        assertThat(fact("enabled")).isEqualTo(false);
        assertThat(fact("crackarmor")).isEqualTo("mended");
    }

    @Test
    void anImageCannotTell(@TempDir Path image) {
        try (HostTree other = new HostTree(image)) {
            Group facts = AppArmor.read(other.root()).facts();
            assertThat(((Unknown) Objects.requireNonNull(at(facts, "enabled"))).expected())
                    .isTrue();
            assertThat(((Unknown) Objects.requireNonNull(at(facts, "profiles"))).expected())
                    .isTrue();
            assertThat(told(facts, "boot")).isEqualTo(List.of());
        }
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        tree.remove(LIST).directory(LIST);
        assertThat(fact("profiles").toString()).isEqualTo("unknown: " + LIST + " is not a regular file");
        tree.remove(LIST).file(LIST, "man (enforce)\n\0garbage\n");
        assertThat(fact("profiles").toString()).isEqualTo("unknown: " + LIST + " is no list of profiles in line 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "quiet|true",
                "apparmor=0|false",
                "apparmor=off|true", // no number: ignored
                "apparmor=0 apparmor=1|true",
                "apparmor=00x|true",
                "security=selinux|false",
                "security=apparmor|true",
                "lsm=landlock,yama|false",
                "lsm=landlock,apparmor security=selinux|true", // security= is ignored beside lsm=
                "lsm=selinux,apparmor|true", // not built in
                "foo=\"a apparmor=0 b\"|true",
                "quiet -- apparmor=0|true"
            })
    void nextBoot(String line, String expected) {
        tree.file("/boot/config-6.12.48-1", "CONFIG_SECURITY_APPARMOR=y\nCONFIG_LSM=\"landlock,apparmor\"\n")
                .file("/boot/grub/grub.cfg", "menuentry x {\n\tlinux\t/vmlinuz-6 root=/dev/vda1 " + line + "\n}\n");
        assertThat(fact("boot")).isEqualTo(List.of("/proc/cmdline", "/boot/grub/grub.cfg:2"));
        assertThat(String.valueOf(fact("boot.1.enabled"))).isEqualTo(expected);
    }

    @Test
    void withoutTheKernelsBuildALineLikeTheRunningOneIsKnown() {
        tree.file("/boot/loader/entries/a.conf", "title x\noptions root=/dev/vda quiet splash\n")
                .file("/boot/loader/entries/b.conf", "options root=/dev/vda lsm=selinux,apparmor\n")
                .file("/boot/loader/entries/c.conf", "options root=/dev/vda\noptions lsm=yama\n");
        assertThat(fact("boot.1.enabled")).isEqualTo(true);
        assertThat(fact("boot.2.enabled").toString()).startsWith("unknown: ");
        assertThat(fact("boot.3.enabled")).isEqualTo(false);
    }

    @Test
    void filesWithTheirLinks() {
        tree.file("/etc/apparmor.d/man", "abi <abi/4.0>,\ninclude <tunables/global>\n/usr/bin/man {\n  /** r,\n}\n")
                .file("/etc/apparmor.d/two", """
                        profile "a b" /opt/{a,b}/x flags=(attach_disconnected,complain) {
                        }
                        profile man flags=(unconfined) { }
                        """)
                .file("/etc/apparmor.d/gone", "profile gone {}\n")
                .file("/etc/apparmor.d/old.dpkg-old", "profile old {}\n")
                .file("/etc/apparmor.d/variable", "@{exec_path} = /a /b\nprofile @{exec_path} {\n}\n")
                .link("/etc/apparmor.d/disable/gone", "../gone")
                .link("/etc/apparmor.d/disable/two", "../nothing")
                .link("/etc/apparmor.d/force-complain/man", "../man");
        assertThat(fact("policies")).isEqualTo(List.of("gone", "/usr/bin/man", "a b", "man", "@{exec_path}"));
        assertThat(fact("policies.0.disabled")).isEqualTo(true);
        assertThat(fact("policies.1.mode")).isEqualTo("complain");
        assertThat(fact("policies.1.loaded")).isEqualTo(false);
        assertThat(fact("policies.2.disabled")).isEqualTo(false);
        assertThat(fact("policies.2.mode")).isEqualTo("complain");
        assertThat(fact("policies.3.mode")).isEqualTo("unconfined");
        assertThat(fact("policies.3.loaded_mode")).isEqualTo("enforce");
        assertThat(fact("policies.4.loaded")).isEqualTo("nothing");
        assertThat(fact("profiles.0.origin")).isEqualTo("file");
    }

    @Test
    void whoLoadsItAgain() {
        tree.file(LIST, """
                        cri-containerd.apparmor.d (enforce)
                        snap.lxd.lxc (enforce)
                        lxc-container (enforce)
                        lxc-container//hat (enforce)
                        mine (enforce)
                        """).file("/etc/apparmor.d/lxc/lxc-default", "profile lxc-container {\n}\n");
        assertThat(fact("profiles.0.origin")).isEqualTo("runtime");
        assertThat(fact("profiles.1.origin")).isEqualTo("snapd");
        assertThat(fact("profiles.2.origin")).isEqualTo("file");
        assertThat(fact("profiles.4.origin")).isEqualTo("none");
    }

    @Test
    void digestAgainstTheCache() throws IOException {
        String compiled = "\4\b\0version\0 and the rest";
        byte[] bytes = compiled.getBytes(StandardCharsets.UTF_8);
        tree.file("/etc/apparmor.d/man", "profile man {}\n")
                .file("/var/cache/apparmor/abc.0/man", compiled)
                .file(DETAIL + "man.3/raw_sha256", Sha256.hex(bytes) + "\n");
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        time("/etc/apparmor.d/man", time);
        time("/var/cache/apparmor/abc.0/man", time);
        assertThat(fact("profiles.0.matches_disk")).isEqualTo(true);
        assertThat(fact("profiles.1.compared")).isEqualTo(false);
        assertThat(fact("compared")).isEqualTo(1L);

        time("/etc/apparmor.d/man", time.plusSeconds(60));
        assertThat(fact("profiles.0.matches_disk")).isEqualTo(false);

        time("/etc/apparmor.d/man", time);
        tree.file("/var/cache/apparmor/abc.0/man", compiled + compiled); // two profiles, each loaded by itself
        time("/var/cache/apparmor/abc.0/man", time);
        assertThat(fact("profiles.0.matches_disk")).isEqualTo(true);

        tree.file("/var/cache/apparmor/abc.0/man", "other");
        time("/var/cache/apparmor/abc.0/man", time);
        assertThat(fact("profiles.0.matches_disk")).isEqualTo(false);
        // as aa-complain does it: the file is changed and loaded, the cache stays as it was
        time("/etc/apparmor.d/man", time.plusSeconds(60));
        assertThat(fact("profiles.0.compared")).isEqualTo(false);
        time("/etc/apparmor.d/man", time);

        tree.remove(DETAIL + "man.3/raw_sha256").file(DETAIL + "man.3/raw_sha1", Sha1.hex(bytes, 0, bytes.length));
        tree.file("/var/cache/apparmor/abc.0/man", compiled);
        assertThat(fact("profiles.0.matches_disk")).isEqualTo(true);
    }

    private void time(String path, Instant time) throws IOException {
        Files.setLastModifiedTime(directory.resolve(path.substring(1)), FileTime.from(time));
    }

    @Test
    void theKernelsJumpIsNoneInATree() {
        tree.file("/elsewhere/profiles/man.1/raw_sha256", "0\n")
                .link("/sys/kernel/security/apparmor/policy", "apparmorfs:[7]")
                .file("/etc/apparmor.d/man", "profile man {}\n")
                .file("/var/cache/apparmor/abc.0/man", "x");
        assertThat(fact("compared")).isEqualTo(0L);
        assertThat(tree.root().list("/sys/kernel/security/apparmor/policy", 10)).isInstanceOf(Read.Absent.class);
    }

    /** Where the kernel has AppArmor and the tests run as root. */
    @Test
    void theRunningKernelShowsTheSameTwice() throws IOException {
        Path policies = Path.of("/sys/kernel/security/apparmor/policy/profiles");
        assumeTrue(
                Files.isReadable(Path.of(LIST)) && Files.isDirectory(policies),
                "the kernel of this machine has no AppArmor, or does not show it to this user");
        try (HostRoot root = HostRoot.open(Path.of("/"))) {
            assertThat(root.list(policies.toString(), 100_000)).isInstanceOf(Read.Found.class);
            AppArmor appArmor = AppArmor.read(root);
            List<String> lines = Files.readAllLines(Path.of(LIST));
            assertThat(told(appArmor.facts(), "profiles").toString().length() > 2)
                    .isEqualTo(!lines.isEmpty());
        }
    }

    @Test
    void sha1() {
        byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
        assertThat(Sha1.hex(bytes, 0, 3)).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
        byte[] longer = "x".repeat(120).getBytes(StandardCharsets.UTF_8);
        assertThat(Sha1.hex(longer, 60, 120)).isEqualTo(Sha1.hex(longer, 0, 60));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/usr/bin/man|/usr/bin/man|true",
                "/usr/bin/man|/usr/bin/mandb|false",
                "/usr/{bin,sbin}/*|/usr/sbin/x|true",
                "/usr/*|/usr/bin/x|false",
                "/usr/**|/usr/bin/x|true",
                "/a{,/b{1,2}}/c|/a/b2/c|true",
                "/a[b-d]?|/acx|true",
                "/a[^b]c|/abc|false",
                "/{,usr/|/bin/ls|false"
            })
    void patterns(String pattern, String path, boolean expected) {
        assertThat(Aare.matches(pattern, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "6.12.48+deb13-amd64,Linux version 6.12.48 (x) #1 SMP Debian 6.12.48-1,vulnerable",
        "6.12.74+deb13-amd64,Linux version 6.12.74 (x) #1 SMP Debian 6.12.74-2 (2026-03-08),mended",
        "6.12.74+deb13-amd64,Linux version 6.12.74 (x) #1 SMP Debian 6.12.74-1 (2026-03-08),vulnerable",
        "6.12.77,x,mended",
        "6.8.0-106-generic,x Ubuntu,undecided",
        "6.6.130,x,mended",
        "6.6.129,x,undecided",
        "7.0.0-rc3,x,vulnerable",
        "7.0.0-rc4,x,mended",
        "7.0.0,x,mended",
        "7.1.0-rc1,x,mended",
        "4.4.0,x,mended",
        "garbage,x,undecided"
    })
    void crackArmor(String release, String version, String expected) {
        assertThat(CrackArmor.judge(release, version)).isEqualTo(expected);
    }
}
