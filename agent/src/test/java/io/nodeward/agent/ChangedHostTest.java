package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.testbed.Booted;
import io.nodeward.testbed.Flavour;
import io.nodeward.testbed.VirtualMachine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A booted Debian is changed in one thing, and exactly the findings change that are about it. */
@Booted(Flavour.HOST)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ChangedHostTest {

    private static VirtualMachine host;
    private static Installed nodeward;
    private static Map<String, JsonNode> before;

    @BeforeAll
    static void install(VirtualMachine machine) {
        host = machine;
        nodeward = Installed.in(machine);
        host.run(FILES + " && ctr run --detach --rootfs /r plain /bin/sleep infinity");
        before = nodeward.audit();
    }

    /**
     * One thing that somebody does to a host.
     *
     * @param does root's command line
     * @param undoes takes it back
     * @param expected the findings that it turns, and into what
     */
    record Change(String does, String undoes, Map<String, String> expected) {

        @Override
        public String toString() {
            return does;
        }
    }

    static List<Change> changes() {
        return List.of(
                new Change(
                        "printf 'install tipc /bin/false\\n' > /etc/modprobe.d/x.conf",
                        "rm /etc/modprobe.d/x.conf",
                        Map.of("module-tipc", "PASS", "modules-disabled-but-loaded", "PASS")),
                new Change(
                        "sysctl -qw net.ipv4.conf.all.accept_source_route=1",
                        "sysctl -qw net.ipv4.conf.all.accept_source_route=0",
                        Map.of(
                                "sysctl-net-ipv4-conf-all-accept-source-route", "FAIL",
                                "interface-source-route", "FAIL")),
                new Change(
                        "echo 'net.ipv4.conf.all.send_redirects = 0' > /etc/sysctl.d/90-x.conf",
                        "rm /etc/sysctl.d/90-x.conf",
                        Map.of("sysctl-persisted-not-running", "FAIL")),
                new Change(
                        "echo PermitRootLogin yes > /etc/ssh/sshd_config.d/01-x.conf",
                        "rm /etc/ssh/sshd_config.d/01-x.conf",
                        Map.of("ssh-root-password", "FAIL")),
                new Change("aa-complain lsb_release", "aa-enforce lsb_release", Map.of("apparmor-complain", "FAIL")),
                new Change("chmod 0644 /etc/shadow", "chmod 0640 /etc/shadow", Map.of("file-shadow", "FAIL")),
                new Change(
                        "useradd --non-unique --uid 0 --gid 0 --home-dir /root toor",
                        "sed -i /^toor:/d /etc/passwd /etc/shadow",
                        Map.of(
                                "accounts-root-only", "FAIL",
                                "accounts-root-group", "FAIL",
                                "accounts-unique-uids", "FAIL")),
                new Change(
                        "chmod 0666 /run/containerd/containerd.sock",
                        "chmod 0660 /run/containerd/containerd.sock",
                        Map.of("runtime-socket-mode-containerd", "FAIL")),
                new Change(
                        "fallocate --length 8M /swap && chmod 600 /swap && mkswap --quiet /swap && swapon /swap",
                        "swapoff /swap && rm /swap",
                        Map.of("swap-encrypted", "FAIL")),
                new Change(
                        "echo '%sudo ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/x && chmod 0440 /etc/sudoers.d/x",
                        "rm /etc/sudoers.d/x", Map.of("sudo-password", "FAIL", "sudo-password-for-everything", "FAIL")),
                new Change(
                        "systemctl --quiet disable --now auditd",
                        "systemctl --quiet enable --now auditd",
                        Map.of("auditd-enabled", "FAIL", "audited", "FAIL")),
                new Change(
                        "ctr run --detach --privileged --rootfs /r open /bin/sleep infinity",
                        "ctr task kill --signal KILL open && sleep 3 && ctr container delete open",
                        Map.of("container-privileged", "FAIL")));
    }

    /** The file system of a container: one program. */
    private static final String FILES = "mkdir -p /r/bin /r/lib64 /r/lib/x86_64-linux-gnu && cp /bin/sleep /r/bin"
            + " && cp /lib64/ld-linux-x86-64.so.2 /r/lib64 && cp /lib/x86_64-linux-gnu/libc.so.6 /r/lib/x86_64-linux-gnu";

    /** Checksums of large programs take longer here than the time that an audit has for them. */
    private static final String SLOW = "binary-package";

    @ParameterizedTest
    @MethodSource("changes")
    void turnsWhatIsAboutIt(Change change) {
        host.run(change.does());
        Map<String, String> turned = turned();
        host.run(change.undoes());
        assertThat(turned).isEqualTo(change.expected());
    }

    @AfterAll
    static void everythingIsAsItWas() {
        assertThat(turned()).isEmpty();
    }

    private static Map<String, String> turned() {
        Map<String, String> was = Installed.verdicts(before);
        Map<String, String> turned = new TreeMap<>();
        Installed.verdicts(nodeward.audit()).forEach((control, verdict) -> {
            if (!verdict.equals(was.get(control)) && !control.equals(SLOW)) {
                turned.put(control, verdict);
            }
        });
        return turned;
    }
}
