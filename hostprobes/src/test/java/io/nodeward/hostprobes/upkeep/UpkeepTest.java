package io.nodeward.hostprobes.upkeep;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs, time, swap, dumps, reboots, logs, auditing, sensors, banners and the boot loader. */
class UpkeepTest {

    private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";
    private static final String UNITS = "/usr/lib/systemd/system/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory).file("/usr/lib/systemd/systemd", "").service(1, "x.service", "x");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private static FileFacts files(HostRoot root) {
        return new FileFacts(root, Accounts.read(root));
    }

    private void enabled(String unit) {
        tree.file(UNITS + unit, "[Unit]\n").link(WANTS + unit, UNITS + unit);
    }

    private Group time() {
        HostRoot root = tree.root();
        return conforming(
                "time_sync", TimeSync.read(root, Accounts.read(root), UnitStates.read(root), ProcessTable.read(root)));
    }

    private Group logging() {
        HostRoot root = tree.root();
        return conforming("logging", Logging.read(root, UnitStates.read(root), ProcessTable.read(root)));
    }

    private Group auditing() {
        HostRoot root = tree.root();
        return conforming("auditing", Auditing.read(root, files(root), UnitStates.read(root), ProcessTable.read(root)));
    }

    private Group reboot() {
        HostRoot root = tree.root();
        return conforming("reboot", Reboot.read(root, ProcessTable.read(root)));
    }

    @Test
    void cron() {
        tree.file("/usr/sbin/cron", "").file("/etc/crontab", "").file("/etc/cron.d/e2scrub", "");
        Group facts = conforming("cron", Cron.read(tree.root(), files(tree.root())));
        assertThat(told(facts, "installed")).isEqualTo(true);
        assertThat(told(facts, "at_installed")).isEqualTo(false);
        assertThat(told(facts, "crontab.exists")).isEqualTo(true);
        assertThat(told(facts, "allow.exists")).isEqualTo(false);
        assertThat(told(facts, "jobs")).isEqualTo(List.of("/etc/cron.d/e2scrub", "/etc/crontab"));
        tree.file("/etc/cron.daily", "");
        assertThat(told(Cron.read(tree.root(), files(tree.root())), "jobs").toString())
                .contains("/etc/cron.daily");
    }

    @Test
    void chrony() {
        enabled("chrony.service");
        tree.file("/etc/passwd", "_chrony:x:106:113::/:/x\n")
                .process(500, 106, "0::/system.slice/chrony.service", "/usr/sbin/chronyd", "chronyd")
                .file("/etc/chrony/chrony.conf", """
                        confdir /etc/chrony/conf.d
                        ! comment
                        pool 2.debian.pool.ntp.org iburst
                        sourcedir /etc/chrony/sources.d /run/chrony-dhcp
                        cmdallow 127.0.0.1
                        """)
                .file("/etc/chrony/conf.d/a.conf", "allow 10.0.0.0/8\n")
                .file("/run/chrony-dhcp/eth0.sources", "server 10.0.0.1\n");
        assertThat(told(time(), "daemons")).isEqualTo(List.of("chrony"));
        assertThat(told(time(), "daemons.0.enabled")).isEqualTo(true);
        assertThat(told(time(), "daemons.0.running")).isEqualTo(true);
        assertThat(told(time(), "daemons.0.user")).isEqualTo("_chrony");
        assertThat(told(time(), "daemons.0.servers")).isEqualTo(List.of("2.debian.pool.ntp.org", "10.0.0.1"));
        assertThat(told(time(), "daemons.0.serves")).isEqualTo(List.of("/etc/chrony/conf.d/a.conf:1"));
        tree.directory("/etc/chrony/conf.d/b.conf");
        assertThat(told(time(), "daemons.0.servers").toString()).startsWith("unknown: /etc/chrony/conf.d/b.conf");
    }

    @Test
    void timesyncd() {
        assertThat(told(time(), "daemons")).isEqualTo(List.of());
        enabled("systemd-timesyncd.service");
        assertThat(told(time(), "daemons.0.servers")).isEqualTo(List.of("servers-of-the-distribution"));
        assertThat(told(time(), "daemons.0.running")).isEqualTo(false);
        tree.file("/etc/systemd/timesyncd.conf", "[Time]\nNTP=a\n")
                .file("/etc/systemd/timesyncd.conf.d/x.conf", "[Time]\nNTP=b c\n");
        assertThat(told(time(), "daemons.0.servers")).isEqualTo(List.of("b", "c"));
        enabled("chrony.service");
        assertThat(told(time(), "daemons")).isEqualTo(List.of("chrony", "timesyncd"));
        tree.link("/etc/systemd/system/chrony.service", "/dev/null");
        assertThat(told(time(), "daemons")).isEqualTo(List.of("timesyncd"));
    }

    @Test
    void swap() {
        Group facts = conforming("swap", Swap.read(tree.root()));
        assertThat(((Unknown) Objects.requireNonNull(at(facts, "active"))).expected())
                .isTrue();
        tree.file("/proc/swaps", """
                        Filename\t\t\tType\t\tSize\tUsed\tPriority
                        /dev/dm-1                               partition\t1\t0\t-2
                        /dev/sda2                               partition\t1\t0\t-3
                        /dev/zram0                              partition\t1\t0\t100
                        /swap                                   file\t1\t0\t-4
                        """)
                .file("/sys/class/block/dm-1/dm/uuid", "LVM-x\n")
                .directory("/sys/class/block/dm-1/slaves/dm-0")
                .file("/sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-x\n")
                .file(
                        "/etc/fstab",
                        "# x\n/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n/x none swap sw,noauto\n");
        facts = conforming("swap", Swap.read(tree.root()));
        assertThat(told(facts, "active")).isEqualTo(List.of("/dev/dm-1", "/dev/sda2", "/dev/zram0", "/swap"));
        assertThat(told(facts, "active.0.encrypted")).isEqualTo(true);
        assertThat(told(facts, "active.1.encrypted")).isEqualTo(false);
        assertThat(told(facts, "active.2.encrypted")).isEqualTo(true);
        assertThat(told(facts, "active.3.encrypted").toString()).startsWith("unknown: ");
        assertThat(told(facts, "persisted")).isEqualTo(List.of("/etc/fstab:3 (/dev/sda2)"));

        // a file is as its file system is
        tree.file("/proc/1/mountinfo", HostTree.MOUNTS);
        assertThat(told(Swap.read(tree.root()), "active.3.encrypted").toString())
                .startsWith("unknown: ");
        tree.directory("/sys/dev/block/8:1/slaves");
        assertThat(told(Swap.read(tree.root()), "active.3.encrypted")).isEqualTo(false);
        tree.directory("/sys/dev/block/8:1/slaves/dm-0");
        assertThat(told(Swap.read(tree.root()), "active.3.encrypted")).isEqualTo(true);
    }

    @Test
    void coreDumps() {
        Group facts = conforming("core_dumps", CoreDumps.read(tree.root()));
        assertThat(told(facts, "collector")).isEqualTo(false);
        assertThat(told(facts, "storage")).isEqualTo("external");
        assertThat(told(facts, "limit")).isEqualTo("unlimited");
        tree.file("/usr/lib/systemd/systemd-coredump", "")
                .file("/usr/lib/systemd/coredump.conf", "[Coredump]\nStorage=journal\n")
                .file("/run/systemd/coredump.conf.d/a.conf", "[Coredump]\nStorage=none\n[X]\nStorage=y\n")
                .file("/etc/security/limits.conf", "* soft core 1\n*\thard\tcore\t0\njoe hard core 1\n");
        facts = CoreDumps.read(tree.root());
        assertThat(told(facts, "storage")).isEqualTo("none");
        Known storage = (Known) Objects.requireNonNull(at(facts, "storage"));
        assertThat(storage.source()).isEqualTo("/run/systemd/coredump.conf.d/a.conf:2");
        assertThat(storage.overrode().getFirst().value()).isEqualTo("journal");
        assertThat(told(facts, "limit")).isEqualTo("0");
        tree.file("/etc/security/limits.d/x.conf", "* - core unlimited\n");
        assertThat(told(CoreDumps.read(tree.root()), "limit")).isEqualTo("unlimited");
        tree.file("/etc/systemd/coredump.conf.d/a.conf", "[Coredump]\nStorage=\n");
        assertThat(told(CoreDumps.read(tree.root()), "storage"))
                .as("empty is the default")
                .isEqualTo("external");
    }

    @ParameterizedTest
    @CsvSource({
        "6.1.0-21-amd64,6.1.0-28-amd64,6.1.0-28-amd64",
        "6.1.0-28-amd64,6.1.0-21-amd64,''",
        "6.1.0-9-amd64,6.1.0-10-cloud-amd64,''",
        "6.1.0-9-cloud-amd64,6.1.0-10-cloud-amd64,6.1.0-10-cloud-amd64",
        "6.12.38+deb12-amd64,6.12.41+deb12u1-amd64,6.12.41+deb12u1-amd64",
        "5.15.0-97-generic,5.15.0-101-generic,5.15.0-101-generic",
        "5.14.0-427.13.1.el9_4.x86_64,5.14.0-427.40.1.el9_4.x86_64,5.14.0-427.40.1.el9_4.x86_64",
        "5.14.0-503.11.1.el9_5.x86_64,5.14.0-427.40.1.el9_4.x86_64,''"
    })
    void kernels(String running, String installed, String newer) {
        tree.file("/proc/sys/kernel/osrelease", running + "\n")
                .file("/boot/vmlinuz-" + installed, "")
                .file("/boot/vmlinuz-" + running, "")
                .file("/boot/vmlinuz-0-rescue-abc", "");
        assertThat(told(reboot(), "newer_kernel")).isEqualTo(newer);
    }

    @Test
    void whatWaitsForARestart() {
        assertThat(told(reboot(), "required")).isEqualTo(false);
        assertThat(((Unknown) Objects.requireNonNull(at(reboot(), "newer_kernel"))).expected())
                .isTrue();
        tree.file("/run/reboot-required", "*** System restart required ***\n")
                .file("/proc/sys/kernel/osrelease", "6.1.0\n")
                .service(700, "ssh.service", "sshd")
                .link("/proc/700/exe", "/usr/sbin/sshd (deleted)")
                .process(800, 0, "0::/system.slice/docker-x.scope", "/usr/bin/y (deleted)", "y");
        assertThat(told(reboot(), "required")).isEqualTo(true);
        assertThat(told(reboot(), "replaced")).isEqualTo(List.of("ssh.service (/usr/sbin/sshd)"));
        assertThat(told(reboot(), "newer_kernel").toString())
                .as("no kernel on disk")
                .startsWith("unknown: /boot");
    }

    @Test
    void journal() {
        tree.file("/usr/lib/systemd/systemd-journald", "");
        assertThat(told(logging(), "journal_persistent")).isEqualTo(false);
        tree.directory("/var/log/journal");
        assertThat(told(logging(), "journal_persistent")).isEqualTo(true);
        tree.file("/etc/systemd/journald.conf", "[Journal]\nStorage=volatile\nCompress=no\n");
        assertThat(told(logging(), "journal_persistent")).isEqualTo(false);
        assertThat(told(logging(), "journal_compressed")).isEqualTo(false);
        assertThat(told(logging(), "forwarders")).isEqualTo(List.of());
    }

    @Test
    void rsyslog() {
        enabled("rsyslog.service");
        tree.file("/etc/rsyslog.conf", """
                        module(load="imuxsock")
                        #module(load="imudp")
                        input(type="imtcp" port="514")
                        $FileCreateMode 0640
                        $IncludeConfig /etc/rsyslog.d/*.conf
                        """)
                .file(
                        "/etc/rsyslog.d/50-remote.conf",
                        "*.* @@logs.example.org:6514\nauth,authpriv.* /var/log/auth.log\n");
        assertThat(told(logging(), "rsyslog_mode")).isEqualTo("0640");
        assertThat(told(logging(), "rsyslog_receives")).isEqualTo(List.of("/etc/rsyslog.conf:3"));
        assertThat(told(logging(), "forwarders")).isEqualTo(List.of("/etc/rsyslog.d/50-remote.conf:1"));
        tree.remove(WANTS + "rsyslog.service");
        assertThat(told(logging(), "forwarders")).as("it does not start").isEqualTo(List.of());
    }

    @Test
    void forwardersInPods() {
        tree.process(
                900,
                0,
                "0::/kubepods.slice/kubepods-pod0a0a0a0a_1111_2222_3333_444444444444.slice/cri-containerd-ab.scope",
                "/fluent-bit/bin/fluent-bit",
                "fluent-bit");
        assertThat(told(logging(), "forwarders")).isEqualTo(List.of("fluent-bit (pid 900)"));
    }

    @Test
    void auditRules() {
        enabled("auditd.service");
        tree.file("/usr/sbin/auditd", "")
                .file("/etc/passwd", "")
                .file("/etc/sudoers", "")
                .file("/etc/kubernetes/admin.conf", "")
                .file("/etc/containerd/config.toml", "")
                .file("/etc/audit/audit.rules", "-w /etc/sudoers -p wa\n")
                .file("/etc/audit/rules.d/10-a.rules", """
                        -D
                        -b 8192
                        -w /etc/passwd -p wa -k identity
                        -w /etc/sudoers -p r
                        -a always,exit -F dir=/etc/kubernetes/ -F perm=wa -k k8s
                        -a never,exit -F path=/etc/containerd -F perm=wa
                        -a always,exit -F arch=b64 -S init_module,finit_module -S delete_module -k modules
                        """)
                .file("/etc/audit/rules.d/99-finalize.rules", "-e 2\n")
                .file("/etc/audit/auditd.conf", "max_log_file_action = KEEP_LOGS\nlog_file = /var/log/audit/a.log\n");
        Group facts = auditing();
        assertThat(told(facts, "enabled")).isEqualTo(true);
        assertThat(told(facts, "running")).isEqualTo(false);
        assertThat(told(facts, "locked")).isEqualTo(true);
        assertThat(told(facts, "calls")).isEqualTo(List.of("delete_module", "finit_module", "init_module"));
        assertThat(told(facts, "when_full")).isEqualTo("keep_logs");
        assertThat(told(facts, "log.path")).isEqualTo("/var/log/audit/a.log");
        assertThat(watched(facts, "/etc/passwd")).isEqualTo(true);
        assertThat(watched(facts, "/etc/sudoers"))
                .as("reads only, and audit.rules is made anew")
                .isEqualTo(false);
        assertThat(watched(facts, "/etc/kubernetes")).isEqualTo(true);
        assertThat(watched(facts, "/etc/containerd")).isEqualTo(false);
        assertThat(watched(facts, "/etc/shadow")).as("is not there").isEqualTo("nothing");
        tree.directory("/etc/audit/rules.d/20-b.rules");
        assertThat(watched(auditing(), "/etc/sudoers").toString()).startsWith("unknown: /etc/audit/rules.d/20-b.rules");
        assertThat(watched(auditing(), "/etc/passwd")).isEqualTo(true);
    }

    private static Object watched(Group facts, String path) {
        for (Many.Item item : ((Many) Objects.requireNonNull(at(facts, "watched"))).items()) {
            if (item.key().equals(path)) {
                return told(item.node(), "watched");
            }
        }
        return "nothing";
    }

    @Test
    void sensors() {
        HostRoot root = tree.root();
        assertThat(((Many) conforming("sensors", Watchers.sensors(root, ProcessTable.read(root)))).items())
                .isEmpty();
        tree.file("/etc/falco/falco.yaml", "")
                .process(900, 0, "0::/kubepods/besteffort/pod0a0a0a0a-1111/x", "/usr/bin/tetragon", "tetragon")
                .process(901, 1000, "0::/system.slice/y.service", "/usr/bin/osqueryd", "osqueryd");
        HostRoot again = tree.root();
        Group facts = Group.builder()
                .put("sensors", conforming("sensors", Watchers.sensors(again, ProcessTable.read(again))))
                .build();
        assertThat(told(facts, "sensors")).as("osqueryd is not root's").isEqualTo(List.of("Falco", "Tetragon"));
        assertThat(told(facts, "sensors.0.running")).isEqualTo(false);
        assertThat(told(facts, "sensors.1.installed")).isEqualTo(false);
        assertThat(told(facts, "sensors.1.running")).isEqualTo(true);
    }

    @Test
    void integrity() {
        tree.file("/usr/bin/aide", "").file("/var/lib/aide/aide.db", "");
        Group facts = Group.builder()
                .put("tools", Watchers.tools(tree.root(), UnitStates.read(tree.root())))
                .build();
        assertThat(told(facts, "tools")).isEqualTo(List.of("AIDE"));
        assertThat(told(facts, "tools.0.database")).isEqualTo(true);
        assertThat(told(facts, "tools.0.scheduled")).isEqualTo(false);
        enabled("dailyaidecheck.timer");
        Node tools = conforming("integrity_tools", Watchers.tools(tree.root(), UnitStates.read(tree.root())));
        assertThat(told(Group.builder().put("tools", tools).build(), "tools.0.scheduled"))
                .isEqualTo(true);
    }

    @Test
    void bootLoader() {
        Group facts = conforming("boot_loader", BootLoader.read(tree.root(), files(tree.root())));
        assertThat(told(facts, "grub")).isEqualTo(false);
        tree.file("/boot/grub/grub.cfg", "set superusers=\"root\"\npassword_pbkdf2 root grub.pbkdf2.sha512.10000.AB\n");
        facts = BootLoader.read(tree.root(), files(tree.root()));
        assertThat(told(facts, "password")).isEqualTo(true);
        assertThat(told(facts, "files")).isEqualTo(List.of("/boot/grub/grub.cfg"));
        tree.file("/boot/grub/grub.cfg", "set superusers=\"root\"\npassword_pbkdf2 root ${GRUB2_PASSWORD}\n");
        assertThat(told(BootLoader.read(tree.root(), files(tree.root())), "password"))
                .as("user.cfg is missing")
                .isEqualTo(false);
        tree.file("/boot/grub2/user.cfg", "GRUB2_PASSWORD=grub.pbkdf2.sha512.10000.AB\n");
        assertThat(told(BootLoader.read(tree.root(), files(tree.root())), "password"))
                .isEqualTo(true);
    }

    @Test
    void banners() {
        tree.file("/etc/issue", "Debian GNU/Linux 12 \\n \\l\n").file("/etc/motd", "x\nKernel \\r on an \\m\n");
        Group facts = conforming("banners", Banners.read(tree.root(), files(tree.root())));
        assertThat(told(facts, "issue.tells")).isEqualTo(List.of());
        assertThat(told(facts, "motd.tells")).isEqualTo(List.of("/etc/motd:2 (\\m)", "/etc/motd:2 (\\r)"));
        assertThat(told(facts, "issue_net.file.exists")).isEqualTo(false);
    }

    @Test
    void garbageIsBounded() {
        Random random = new Random(4711);
        String letters = "-w /etc -p wa\n$IncludeConfig /etc/rsyslog.conf\"@*. server pool include =[]#\\";
        for (int round = 0; round < 60; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                noise.append(letters.charAt(random.nextInt(letters.length())));
            }
            for (String path : List.of(
                    "/etc/rsyslog.conf",
                    "/etc/audit/rules.d/a.rules",
                    "/etc/audit/auditd.conf",
                    "/etc/chrony.conf",
                    "/etc/fstab",
                    "/proc/swaps",
                    "/etc/security/limits.conf",
                    "/etc/systemd/journald.conf",
                    "/boot/grub/grub.cfg",
                    "/etc/issue")) {
                tree.file(path, noise.toString());
            }
            assertThat(told(logging(), "journal")).isNotEqualTo("nothing");
            assertThat(told(auditing(), "installed")).isEqualTo(false);
            assertThat(told(conforming("swap", Swap.read(tree.root())), "persisted"))
                    .isNotEqualTo("nothing");
            assertThat(told(CoreDumps.read(tree.root()), "limit")).isNotEqualTo("nothing");
            assertThat(told(BootLoader.read(tree.root(), files(tree.root())), "password"))
                    .isNotEqualTo("nothing");
        }
        tree.file("/etc/rsyslog.conf", "$IncludeConfig /etc/rsyslog.conf\n".repeat(500));
        assertThat(told(logging(), "rsyslog_mode").toString()).contains("one file too many");
    }
}
