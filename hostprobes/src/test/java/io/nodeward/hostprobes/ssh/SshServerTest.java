package io.nodeward.hostprobes.ssh;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Overridden;
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

/** The configurations of Debian and Red Hat, and what sshd makes of lines, files and blocks. */
class SshServerTest {

    private static final String CONFIG = "/etc/ssh/sshd_config";
    private static final String DROP_IN = "/etc/ssh/sshd_config.d/50-cloud-init.conf";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void aDebianHost() {
        tree = new HostTree(directory)
                .file("/usr/lib/systemd/systemd", "")
                .file("/usr/sbin/sshd", "x\0OpenSSH_: %s\0OpenSSH_9.2p1 Debian-2+deb12u3\0")
                .file("/usr/lib/systemd/system/ssh.service", """
                        [Service]
                        EnvironmentFile=-/etc/default/ssh
                        ExecStart=/usr/sbin/sshd -D $SSHD_OPTS
                        """)
                .link("/etc/systemd/system/multi-user.target.wants/ssh.service", "/lib/systemd/system/ssh.service")
                .file(CONFIG, """
                        Include /etc/ssh/sshd_config.d/*.conf
                        #PermitRootLogin prohibit-password
                        KbdInteractiveAuthentication no
                        UsePAM yes
                        X11Forwarding yes
                        AcceptEnv LANG LC_*
                        Subsystem\tsftp\t/usr/lib/openssh/sftp-server
                        """);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group ssh() {
        HostRoot root = tree.root();
        Accounts accounts = Accounts.read(root);
        return conforming(
                "ssh",
                SshServer.read(
                        root, new FileFacts(root, accounts), accounts, UnitStates.read(root), ProcessTable.read(root)));
    }

    private Object value(String name) {
        return told(ssh(), name + ".value");
    }

    private Known known(String path) {
        return (Known) Objects.requireNonNull(at(ssh(), path));
    }

    @Test
    void stockDebian() {
        assertThat(told(ssh(), "installed")).isEqualTo(true);
        assertThat(known("active").source()).isEqualTo("/etc/systemd/system/multi-user.target.wants/ssh.service");
        assertThat(told(ssh(), "version")).isEqualTo("9.2p1");
        assertThat(value("permitrootlogin")).isEqualTo("prohibit-password");
        assertThat(known("permitrootlogin.value").source()).isEqualTo("default (OpenSSH)");
        assertThat(known("x11forwarding.value"))
                .isEqualTo(new Known("yes", CONFIG + ":5", List.of(new Overridden("no", "default (OpenSSH)"))));
        assertThat(value("kbdinteractiveauthentication")).isEqualTo("no");
        assertThat(value("logingracetime")).isEqualTo(120L);
        assertThat(value("maxstartups")).isEqualTo(100L);
        assertThat(value("ciphers").toString())
                .contains("aes256-gcm@openssh.com")
                .doesNotContain("cbc");
        assertThat(value("kexalgorithms").toString()).contains("sntrup761x25519-sha512@openssh.com");
        assertThat(told(ssh(), "files")).isEqualTo(List.of(CONFIG));
    }

    @Test
    void theFirstValueWins() {
        tree.file(DROP_IN, "PasswordAuthentication yes\n")
                .file("/etc/ssh/sshd_config.d/10-a.conf", "passwordauthentication=\"no\" # ours\n")
                .file("/etc/ssh/sshd_config.d/not.cfg", "PermitRootLogin yes\n");
        Known value = known("passwordauthentication.value");
        assertThat(value.value()).isEqualTo("no");
        assertThat(value.source()).isEqualTo("/etc/ssh/sshd_config.d/10-a.conf:1");
        assertThat(value.overrode().getFirst()).isEqualTo(new Overridden("yes", DROP_IN + ":1"));
        assertThat(value("permitrootlogin")).isEqualTo("prohibit-password");
    }

    @Test
    void matchBlocksCountForSomeAndEndWithTheirFile() {
        tree.file(DROP_IN, """
                        Match User deploy
                          PasswordAuthentication yes
                          PasswordAuthentication no
                        """).file(CONFIG, """
                        Include sshd_config.d/*.conf
                        PasswordAuthentication no
                        match address 10.0.0.0/8
                        PermitRootLogin yes
                        """);
        assertThat(value("passwordauthentication")).isEqualTo("no");
        assertThat(told(ssh(), "passwordauthentication.matched.0.value")).isEqualTo("yes");
        assertThat(told(ssh(), "passwordauthentication.matched.0.condition")).isEqualTo("User deploy");
        assertThat(value("permitrootlogin")).isEqualTo("prohibit-password");
        assertThat(told(ssh(), "permitrootlogin.matched")).isEqualTo(List.of("address 10.0.0.0/8"));
    }

    @Test
    void aBlockForAllComesBeforeWhatStandsOutside() {
        tree.file(CONFIG, "PermitRootLogin no\nMatch all\nPermitRootLogin yes\n");
        assertThat(value("permitrootlogin")).isEqualTo("yes");
        assertThat(told(ssh(), "permitrootlogin.matched")).isEqualTo(List.of());
    }

    @Test
    void anIncludeInsideABlockIsForThatBlock() {
        tree.file(CONFIG, "Match Group x\nInclude /etc/ssh/x.conf\nAllowTcpForwarding no\n")
                .file("/etc/ssh/x.conf", "GatewayPorts yes\nMatch User y\nGatewayPorts clientspecified\n");
        assertThat(value("gatewayports")).isEqualTo("no");
        assertThat(told(ssh(), "gatewayports.matched")).isEqualTo(List.of("Group x", "Group x and User y"));
        assertThat(told(ssh(), "allowtcpforwarding.matched")).isEqualTo(List.of("Group x"));
    }

    @ParameterizedTest
    @CsvSource({
        "PermitRootLogin without-password,permitrootlogin,prohibit-password",
        "ChallengeResponseAuthentication Yes,kbdinteractiveauthentication,yes",
        "LoginGraceTime 1m30s,logingracetime,90",
        "LoginGraceTime 2h,logingracetime,7200",
        "MaxStartups 10:30:60,maxstartups,60",
        "MaxStartups 5,maxstartups,5",
        "Banner '/etc/issue  net',banner,/etc/issue  net",
        "'StrictModes\t=\tno',strictmodes,no"
    })
    void values(String line, String name, String expected) {
        tree.file(CONFIG, line.replace("Banner /etc/issue  net", "Banner \"/etc/issue  net\"") + "\n");
        assertThat(value(name)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"MaxAuthTries x,maxauthtries", "PermitRootLogin,permitrootlogin", "LoginGraceTime 1y,logingracetime"})
    void whatSshdRefusesIsUnknown(String line, String name) {
        tree.file(CONFIG, line + "\n");
        assertThat(value(name).toString()).startsWith("unknown: " + CONFIG + ":1");
    }

    @Test
    void algorithms() {
        tree.file(CONFIG, "Ciphers +aes256-cbc\nMACs -hmac-sha1*,umac-64*\nKexAlgorithms ^x\nHostKeyAlgorithms a,b\n");
        assertThat(value("ciphers").toString()).endsWith("aes256-gcm@openssh.com, aes256-cbc]");
        assertThat(value("macs").toString())
                .doesNotContain("sha1")
                .doesNotContain("umac-64")
                .contains("umac-128");
        assertThat(value("kexalgorithms").toString())
                .startsWith("[x, sntrup761x25519-sha512@openssh.com, curve25519-sha256");
        assertThat(value("hostkeyalgorithms")).isEqualTo(List.of("a", "b"));
        assertThat(value("pubkeyacceptedalgorithms").toString()).doesNotContain("ssh-rsa");
    }

    @Test
    void defaultsOfOldAndNewVersions() {
        tree.file("/usr/sbin/sshd", "OpenSSH_8.0p1\0");
        assertThat(value("kexalgorithms").toString()).contains("group14-sha1").doesNotContain("sntrup");
        assertThat(value("pubkeyacceptedalgorithms").toString()).contains("ssh-rsa");
        tree.file("/usr/sbin/sshd", "OpenSSH_10.0p2\0");
        assertThat(value("kexalgorithms").toString())
                .contains("mlkem768x25519-sha256")
                .doesNotContain("diffie");
        tree.file("/usr/sbin/sshd", "nothing of the kind");
        assertThat(value("ciphers").toString()).startsWith("unknown: /usr/sbin/sshd");
        tree.file(CONFIG, "Ciphers +aes256-cbc\nMACs hmac-sha2-256\n");
        assertThat(value("ciphers").toString()).startsWith("unknown: /usr/sbin/sshd");
        assertThat(value("macs")).isEqualTo(List.of("hmac-sha2-256"));
    }

    @Test
    void theCommandLineOfTheUnitComesFirst() {
        tree.file("/etc/default/ssh", "SSHD_OPTS=\"-o PermitRootLogin=yes -oX11Forwarding=no -f /etc/ssh/own\"\n")
                .file("/etc/ssh/own", "PermitRootLogin no\nX11Forwarding yes\nBanner /x\n");
        assertThat(value("permitrootlogin")).isEqualTo("yes");
        assertThat(value("x11forwarding")).isEqualTo("no");
        assertThat(value("banner")).isEqualTo("/x");
        assertThat(told(ssh(), "files")).isEqualTo(List.of("/etc/ssh/own"));
    }

    /** RHEL 8 hands crypto-policies over in the environment, RHEL 9 includes them. */
    @Test
    void cryptoPolicies() {
        tree.remove("/etc/systemd/system/multi-user.target.wants/ssh.service")
                .remove("/usr/lib/systemd/system/ssh.service")
                .file("/usr/lib/systemd/system/sshd.service", """
                        [Service]
                        EnvironmentFile=-/etc/crypto-policies/back-ends/opensshserver.config
                        EnvironmentFile=-/etc/sysconfig/sshd
                        ExecStart=/usr/sbin/sshd -D $OPTIONS $CRYPTO_POLICY
                        """)
                .link(
                        "/etc/systemd/system/multi-user.target.wants/sshd.service",
                        "/usr/lib/systemd/system/sshd.service")
                .file(
                        "/etc/crypto-policies/back-ends/opensshserver.config",
                        "CRYPTO_POLICY='-oCiphers=aes256-gcm@openssh.com,aes256-ctr -oMACs=hmac-sha2-512'\n");
        assertThat(value("ciphers")).isEqualTo(List.of("aes256-gcm@openssh.com", "aes256-ctr"));
        assertThat(told(ssh(), "active")).isEqualTo(true);
        tree.file(DROP_IN, "Include /etc/crypto-policies/back-ends/opensshserver.config\n")
                .file("/etc/crypto-policies/back-ends/opensshserver.config", "MACs hmac-sha2-256\n");
        assertThat(value("macs")).isEqualTo(List.of("hmac-sha2-256"));
    }

    @Test
    void aFileThatCannotBeReadMayHoldAnything() {
        tree.directory(DROP_IN);
        assertThat(value("permitrootlogin").toString()).startsWith("unknown: " + DROP_IN);
        tree.file("/etc/ssh/sshd_config.d/10-a.conf", "PermitRootLogin no\n");
        assertThat(value("permitrootlogin")).as("read before it").isEqualTo("no");
        assertThat(at(ssh(), "permitrootlogin.matched.0")).isInstanceOf(Unknown.class);
    }

    @Test
    void whereNoServerIs() {
        tree.remove("/usr/sbin/sshd");
        assertThat(told(ssh(), "active")).isEqualTo(false);
        assertThat(((Unknown) Objects.requireNonNull(at(ssh(), "permitrootlogin.value"))).expected())
                .isTrue();
    }

    @Test
    void oneThatIsOnlyInstalled() {
        tree.remove("/etc/systemd/system/multi-user.target.wants/ssh.service");
        assertThat(told(ssh(), "active").toString()).as("an image").startsWith("unknown: ");
        tree.service(1, "x.service", "x");
        assertThat(told(ssh(), "active")).isEqualTo(false);
        tree.service(700, "ssh.service", "sshd", "-D");
        assertThat(told(ssh(), "active")).isEqualTo(true);
    }

    @Test
    void byItsSocketMaskedOrBySystemV() {
        tree.remove("/etc/systemd/system/multi-user.target.wants/ssh.service").service(1, "x.service", "x");
        tree.file("/usr/lib/systemd/system/ssh.socket", "[Socket]\nListenStream=22\n")
                .link("/etc/systemd/system/sockets.target.wants/ssh.socket", "/usr/lib/systemd/system/ssh.socket");
        assertThat(told(ssh(), "active")).isEqualTo(true);
        tree.link("/etc/systemd/system/ssh.socket", "/dev/null");
        assertThat(told(ssh(), "active")).isEqualTo(false);
        tree.file("/etc/rc3.d/S01ssh", "");
        assertThat(told(ssh(), "active")).as("a unit of the name is there").isEqualTo(false);
        tree.remove("/usr/lib/systemd/system/ssh.service");
        assertThat(told(ssh(), "active")).isEqualTo(true);
    }

    @Test
    void keysAndWhoMayEnter() {
        tree.file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\njoe:x:1000:1000::/home/joe:/bin/bash\n")
                .file("/root/.ssh/authorized_keys", "# x\nfrom=\"10.0.0.1\" ssh-dss AAAA x\nssh-ed25519 AAAA y\n")
                .file("/etc/ssh/ssh_host_rsa_key", "secret")
                .file("/etc/ssh/ssh_host_rsa_key.pub", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAwEAAQ== x\n")
                .file(CONFIG, "AllowGroups admin\nAllowUsers joe\n");
        assertThat(told(ssh(), "access")).isEqualTo(List.of("allowgroups admin", "allowusers joe"));
        assertThat(told(ssh(), "host_keys")).isEqualTo(List.of("/etc/ssh/ssh_host_rsa_key"));
        assertThat(told(ssh(), "host_keys.0.bits")).isEqualTo(17L);
        assertThat(told(ssh(), "authorized_keys")).isEqualTo(List.of("/root/.ssh/authorized_keys"));
        assertThat(told(ssh(), "authorized_keys.0.keys")).isEqualTo(2L);
        assertThat(told(ssh(), "authorized_keys.0.weak")).isEqualTo(List.of("/root/.ssh/authorized_keys:2 (ssh-dss)"));
    }

    @Test
    void garbageIsBounded() {
        Random random = new Random(4711);
        for (int round = 0; round < 200; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                noise.append("Match all\nInclude \\\"'=#* PermitRootLogin 9\t".charAt(random.nextInt(43)));
            }
            tree.file(CONFIG, noise.toString()).file("/root/.ssh/authorized_keys", noise.toString());
            assertThat(value("permitrootlogin")).isNotEqualTo("nothing");
        }
        tree.file(CONFIG, "Include /etc/ssh/sshd_config\nPermitRootLogin no\n");
        assertThat(value("permitrootlogin").toString()).contains("is included too deep");
        tree.file(CONFIG, "a".repeat(2 << 20));
        assertThat(value("permitrootlogin").toString()).contains("is larger than");
    }
}
