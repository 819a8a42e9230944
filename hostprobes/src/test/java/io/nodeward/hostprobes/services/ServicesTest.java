package io.nodeward.hostprobes.services;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that start or run, by links, masks, scripts and processes. */
class ServicesTest {

    private static final String UNITS = "/usr/lib/systemd/system/";
    private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/usr/lib/systemd/systemd", "")
                .file(UNITS + "cups.service", "[Service]\nExecStart=/usr/sbin/cupsd\n")
                .file(UNITS + "multi-user.target", "[Unit]\n")
                .file(UNITS + "reboot.target", "[Unit]\n")
                .link(UNITS + "ctrl-alt-del.target", "reboot.target")
                .link("/etc/systemd/system/default.target", "/lib/systemd/system/multi-user.target")
                .service(1, "x.service", "x");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group services() {
        HostRoot root = tree.root();
        return conforming(
                "services",
                Services.read(root, UnitStates.read(root), new Services.RunningUnits(ProcessTable.read(root))));
    }

    private Object outOfPlace() {
        return told(services(), "out_of_place");
    }

    @Test
    void installedIsNotEnabled() {
        assertThat(told(services(), "manager")).isEqualTo("systemd");
        assertThat(outOfPlace()).isEqualTo(List.of());
        tree.link(WANTS + "cups.service", "/lib/systemd/system/cups.service");
        assertThat(outOfPlace()).isEqualTo(List.of("cups.service"));
        assertThat(told(services(), "out_of_place.0.kind")).isEqualTo("print-server");
        assertThat(told(services(), "out_of_place.0.running")).isEqualTo(false);
        assertThat(((Known) Objects.requireNonNull(at(services(), "out_of_place.0.enabled"))).source())
                .isEqualTo(WANTS + "cups.service");
    }

    @Test
    void aMaskedUnitDoesNotStart() {
        tree.link(WANTS + "cups.service", "/lib/systemd/system/cups.service")
                .link("/etc/systemd/system/cups.service", "/dev/null");
        assertThat(outOfPlace()).isEqualTo(List.of());
    }

    @Test
    void aLinkToNothingStartsNothing() {
        tree.link(WANTS + "telnet.socket", "/lib/systemd/system/telnet.socket");
        assertThat(outOfPlace()).isEqualTo(List.of());
    }

    @Test
    void whatRuns() {
        tree.service(300, "cups.service", "cupsd");
        assertThat(told(services(), "out_of_place.0.running")).isEqualTo(true);
        assertThat(told(services(), "out_of_place.0.enabled")).isEqualTo(false);
    }

    @Test
    void anImageRunsNothingThatIsKnown(@TempDir Path image) {
        try (HostTree other = new HostTree(image)) {
            other.file("/usr/lib/systemd/systemd", "").file(UNITS + "cups.service", "[Service]\n");
            HostRoot root = other.root();
            Group facts =
                    Services.read(root, UnitStates.read(root), new Services.RunningUnits(ProcessTable.read(root)));
            assertThat(((Unknown) Objects.requireNonNull(at(facts, "out_of_place.0.running"))).expected())
                    .isTrue();
        }
    }

    @Test
    void scriptsAndGenerators() {
        tree.file("/etc/rc3.d/S01xinetd", "").file("/etc/rc3.d/K01snmpd", "").file("/etc/rc3.d/S01cups", "");
        assertThat(outOfPlace()).isEqualTo(List.of("xinetd.service"));
        tree.file("/run/systemd/generator.late/xinetd.service", "[Service]\n");
        assertThat(outOfPlace())
                .as("what the generator made counts, and nothing wants it")
                .isEqualTo(List.of());
        tree.link("/run/systemd/generator.late/multi-user.target.wants/xinetd.service", "../xinetd.service");
        assertThat(outOfPlace()).isEqualTo(List.of("xinetd.service"));
    }

    @Test
    void openRc(@TempDir Path alpine) {
        try (HostTree other = new HostTree(alpine)) {
            other.link("/etc/runlevels/default/snmpd", "/etc/init.d/snmpd");
            HostRoot root = other.root();
            Group facts =
                    Services.read(root, UnitStates.read(root), new Services.RunningUnits(ProcessTable.read(root)));
            assertThat(told(facts, "manager")).isEqualTo("openrc");
            assertThat(told(facts, "out_of_place")).isEqualTo(List.of("snmpd.service"));
        }
    }

    @Test
    void targets() {
        assertThat(told(services(), "default_target")).isEqualTo("multi-user.target");
        assertThat(told(services(), "console_reboot")).isEqualTo("reboot.target");
        tree.link("/etc/systemd/system/ctrl-alt-del.target", "/dev/null");
        assertThat(told(services(), "console_reboot")).isEqualTo("masked");
        tree.remove("/etc/systemd/system/default.target");
        assertThat(told(services(), "default_target")).isEqualTo("");
    }

    @Test
    void rescue() {
        tree.file(UNITS + "rescue.service", "[Service]\nExecStart=-/usr/lib/systemd/systemd-sulogin-shell rescue\n");
        assertThat(told(services(), "open_rescue")).isEqualTo(List.of());
        tree.file("/etc/systemd/system/rescue.service.d/a.conf", "[Service]\nEnvironment=SYSTEMD_SULOGIN_FORCE=1\n");
        assertThat(told(services(), "open_rescue").toString()).contains("rescue.service.d/a.conf:2");
        tree.file("/etc/systemd/system/rescue.service.d/a.conf", "[Service]\nExecStart=\nExecStart=/bin/bash\n");
        assertThat(told(services(), "open_rescue").toString()).contains("rescue.service.d/a.conf:3");
    }

    @Test
    void mountsOfNfs() {
        assertThat(told(services(), "nfs_mounted").toString()).startsWith("unknown: ");
        tree.file("/proc/1/mountinfo", HostTree.MOUNTS);
        assertThat(told(services(), "nfs_mounted")).isEqualTo(false);
        tree.file("/proc/1/mountinfo", HostTree.MOUNTS + "30 22 0:50 / /mnt rw - nfs4 server:/x rw\n");
        assertThat(told(services(), "nfs_mounted")).isEqualTo(true);
    }

    @Test
    void whatCannotBeListedMayHoldAnything() {
        tree.file("/etc/systemd/system/sockets.target.wants", "");
        assertThat(at(services(), "out_of_place.0")).isInstanceOf(Unknown.class);
        tree.remove("/etc/systemd/system/sockets.target.wants").link("/run/systemd/system", "/run/systemd/system");
        assertThat(at(services(), "out_of_place.0")).isInstanceOf(Unknown.class);
    }
}
