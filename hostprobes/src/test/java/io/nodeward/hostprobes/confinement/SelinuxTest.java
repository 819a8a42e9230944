package io.nodeward.hostprobes.confinement;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SELinux now, at the next boot, and services and programs that nothing confines. */
class SelinuxTest {

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/sys/fs/selinux/enforce", "1")
                .file("/proc/cmdline", "quiet\n")
                .directory("/sys/kernel")
                .file("/etc/selinux/config", "# SELINUX=disabled\nSELINUX=Enforcing\nSELINUXTYPE=targeted\n")
                .file("/etc/selinux/targeted/policy/policy.33", "");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group facts() {
        Group facts = tree.facts();
        assertThat(Schema.builtIn().mismatches(facts))
                .filteredOn(text -> text.startsWith("selinux") || text.startsWith("apparmor"))
                .isEmpty();
        return facts;
    }

    private Object fact(String path) {
        return told(facts(), path);
    }

    @Test
    void now() {
        assertThat(fact("selinux.mode")).isEqualTo("enforcing");
        assertThat(fact("selinux.policy_present")).isEqualTo(true);
        tree.file("/sys/fs/selinux/enforce", "0");
        assertThat(fact("selinux.mode")).isEqualTo("permissive");
        tree.remove("/sys/fs/selinux/enforce");
        assertThat(fact("selinux.mode")).isEqualTo("disabled");
    }

    @Test
    void aHostWithoutItAsksNothingOfItsBootLoader() {
        tree.remove("/sys/fs/selinux/enforce").remove("/etc/selinux/config");
        assertThat(fact("selinux.boot")).isEqualTo(List.of());
        assertThat(fact("selinux.policy_present")).isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELINUX=enforcing|quiet|enforcing",
                "SELINUX=permissive|quiet|permissive",
                "#SELINUX=enforcing|quiet|permissive",
                "SELINUX=disabled|enforcing=1|disabled",
                "SELINUX=enforcing|enforcing=0|permissive",
                "SELINUX=permissive|enforcing=0 enforcing=1|enforcing",
                "SELINUX=enforcing|selinux=0|disabled",
                "SELINUX=enforcing|security=apparmor|disabled",
                "SELINUX=enforcing|lsm=landlock|disabled"
            })
    void nextBoot(String config, String line, String expected) {
        tree.file("/etc/selinux/config", config + "\n")
                .file("/boot/loader/entries/x.conf", "options root=/dev/vda " + line + "\n");
        assertThat(fact("selinux.boot.1.mode")).isEqualTo(expected);
    }

    @Test
    void daemons() {
        tree.service(700, "backup.service", "backupd")
                .file("/proc/700/attr/current", "system_u:system_r:unconfined_service_t:s0\0")
                .service(701, "ssh.service", "sshd")
                .file("/proc/701/attr/current", "system_u:system_r:sshd_t:s0-s0:c0.c1023\0")
                .service(702, "x.service", "systemd-logind")
                .file("/proc/702/attr/current", "system_u:system_r:init_t:s0\0")
                .service(703, "y.service", "thing")
                .file("/proc/703/attr/current", "system_u:system_r:init_t:s0\0");
        assertThat(fact("selinux_daemons")).isEqualTo(List.of("pid 700", "pid 703"));
        assertThat(fact("selinux_daemons.0.type")).isEqualTo("unconfined_service_t");
    }

    @Test
    void programsWithoutTheirProfile() {
        tree.file("/sys/module/apparmor/parameters/enabled", "Y\n")
                .file(
                        "/sys/kernel/security/apparmor/profiles",
                        "/usr/{bin,sbin}/d* (enforce)\nnamed (enforce)\nx (enforce)\n")
                .file("/sys/kernel/security/apparmor/policy/profiles/named.7/attach", "/usr/bin/b?\n")
                .service(10, "a.service", "daemon")
                .file("/proc/10/attr/apparmor/current", "unconfined\n")
                .service(11, "b.service", "dd")
                .file("/proc/11/attr/apparmor/current", "/usr/{bin,sbin}/d* (enforce)\n")
                .service(12, "c.service", "bb")
                .file("/proc/12/attr/current", "unconfined\n")
                .service(13, "d.service", "other")
                .file("/proc/13/attr/current", "unconfined\n");
        assertThat(fact("apparmor_strays")).isEqualTo(List.of("pid 10", "pid 12"));
        assertThat(Objects.requireNonNull(at(facts(), "apparmor_strays.1.profile")))
                .hasFieldOrPropertyWithValue("value", "named");
    }
}
