package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A booted Debian, and what can be done to it. */
@Booted(Flavour.HOST)
class VirtualMachineTest {
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

    @TempDir
    Path files;

    @Test
    void isABootedDebianWithSystemdAndAppArmor(VirtualMachine machine) {
        machine.awaitBooted();

        assertThat(machine.run("cat /proc/1/comm")).isEqualTo("systemd\n");
        assertThat(machine.run("systemctl is-system-running")).isEqualTo("running\n");
        assertThat(machine.read("/etc/os-release")).contains("ID=debian", "VERSION_ID=\"12\"");
        assertThat(machine.read("/sys/module/apparmor/parameters/enabled")).isEqualTo("Y\n");
        assertThat(machine.run("aa-status --profiled").strip()).matches("[1-9][0-9]*");
        assertThat(machine.run("systemctl is-active containerd ssh dbus systemd-udevd auditd"))
                .isEqualTo("active\n".repeat(5));
        assertThat(machine.run("runc --version; nft --version")).contains("runc version", "nftables v");
        assertThat(Long.parseLong(machine.run("date +%s").strip()))
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
    }

    @Test
    void aCommandLineEndsAsItEnds(VirtualMachine machine) {
        CommandResult result = machine.tryRun("echo out; echo err >&2; exit 7");
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.text()).isEqualTo("out\n");
        assertThat(result.errors()).isEqualTo("err\n");
        assertThatThrownBy(() -> machine.run("ls /nowhere"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("exit code 2", "/nowhere");
        assertThatThrownBy(() -> machine.tryRun(Duration.ofSeconds(1), "sleep 60"))
                .isInstanceOf(TestbedException.class)
                .hasMessageContaining("did not end within 1 s");
    }

    @Test
    void filesGoInAndOut(VirtualMachine machine) throws IOException {
        Path tree = Files.createDirectories(files.resolve("a tree/below"));
        byte[] random = new byte[3_000_000];
        new Random(4).nextBytes(random);
        Files.write(tree.resolve("random"), random);
        Files.writeString(tree.resolve("program"), "#!/bin/sh\necho \"it's me\"\n");
        Files.setPosixFilePermissions(tree.resolve("program"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("program"));

        machine.copy(files.resolve("a tree"), "/opt/it's here");
        assertThat(machine.run("\"/opt/it's here/below/link\"")).isEqualTo("it's me\n");
        assertThat(machine.run("stat -c '%U %a' \"/opt/it's here/below/program\""))
                .isEqualTo("root 750\n");

        machine.copy(tree.resolve("program"), "/usr/local/bin/program");
        assertThat(machine.run("program")).isEqualTo("it's me\n");

        machine.fetch("/opt/it's here", files.resolve("back"));
        assertThat(Files.readAllBytes(files.resolve("back/below/random"))).isEqualTo(random);
        assertThat(Files.readSymbolicLink(files.resolve("back/below/link"))).isEqualTo(Path.of("program"));
        machine.fetch("/opt/it's here/below/random", files.resolve("one"));
        assertThat(Files.readAllBytes(files.resolve("one"))).isEqualTo(random);

        machine.run("install -m 600 /dev/null /etc/written");
        machine.write("/etc/written", "ä$`'\"\\\n");
        assertThat(machine.read("/etc/written")).isEqualTo("ä$`'\"\\\n");
        assertThat(machine.run("stat -c %a /etc/written")).isEqualTo("600\n");
    }

    @Test
    void rebootKeepsTheDiskOnly(VirtualMachine machine) throws IOException {
        String boot = machine.run(BOOT_ID);
        machine.write("/etc/kept", "kept");
        machine.run("sysctl -qw kernel.dmesg_restrict=0");

        machine.reboot();

        assertThat(machine.run(BOOT_ID)).isNotEqualTo(boot);
        assertThat(machine.read("/etc/kept")).isEqualTo("kept");
        assertThat(machine.run("sysctl -n kernel.dmesg_restrict")).isEqualTo("1\n");
        machine.awaitBooted();
        // later targets are not told of once a login prompt has taken the console
        assertThat(new String(Files.readAllBytes(machine.console()), UTF_8))
                .containsSubsequence("Linux version", "Reached target", "Basic System");
    }

    @Test
    void aPulledPlugLosesWhatWasNotWritten(VirtualMachine machine) {
        machine.run("echo kept > /etc/kept && sync && echo lost > /etc/lost");
        long pid = machine.pid();

        machine.kill();

        assertThat(machine.isRunning()).isFalse();
        assertThat(Path.of("/proc", Long.toString(pid))).doesNotExist();
        assertThat(machine.tryRun("true").ok()).isFalse();
        machine.boot();
        assertThat(machine.read("/etc/kept")).isEqualTo("kept\n");
        assertThat(machine.tryRun("grep lost /etc/lost").ok()).isFalse();
    }

    @Test
    void whatHappensToOneMachineNoOtherSees() throws IOException {
        SavedMachine saved = SavedMachine.obtain(Flavour.HOST);
        String before = state(saved);
        try (VirtualMachine first = VirtualMachine.start(Flavour.HOST, files.resolve("1"))) {
            first.run("echo mine > /etc/mine; rm /etc/debian_version; sysctl -qw kernel.sysrq=1; sync");
        }
        assertThat(files.resolve("1").resolve(Qemu.DISK)).doesNotExist();
        assertThat(files.resolve("1").resolve(Qemu.CONSOLE)).exists();
        try (VirtualMachine second = VirtualMachine.start(Flavour.HOST, files.resolve("2"))) {
            assertThat(second.tryRun("cat /etc/mine").ok()).isFalse();
            assertThat(second.read("/etc/debian_version")).startsWith("12.");
            assertThat(second.run("sysctl -n kernel.sysrq")).isNotEqualTo("1\n");
        }
        assertThat(state(saved)).isEqualTo(before);
    }

    private static String state(SavedMachine saved) {
        String disks = saved.debian().disk() + " " + saved.directory().resolve(Qemu.DISK);
        String others =
                saved.directory().resolve(Qemu.MEMORY) + " " + saved.directory().resolve(Qemu.DEVICES);
        String line = "set -e; stat -c '%n %s %Y' " + disks + " " + others + "; sha256sum "
                + saved.directory().resolve(Qemu.DISK);
        return Command.run(Path.of("sh"), "-c", line).orThrow();
    }

    @Test
    void nothingLeadsOutAndOnlyLoopbackLeadsIn(VirtualMachine machine) throws IOException {
        try (ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String connect = "timeout 5 bash -c '</dev/tcp/10.0.2.2/" + here.getLocalPort() + "'";
            assertThat(machine.tryRun(connect).ok()).isFalse();
        }
        String listeners = Command.run(Path.of("ss"), "--no-header", "-ltnp").orThrow();
        assertThat(listeners.lines().filter(line -> line.contains("pid=" + machine.pid() + ",")))
                .hasSize(2)
                .allMatch(line -> line.contains(" 127.0.0.1:"));
    }
}
