package io.nodeward.hostprobes.accounts;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import java.nio.charset.StandardCharsets;
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

/** Users, groups, sudo and PAM in the files of Debian and Red Hat. */
class AccountsFactsTest {

    private static final String HASH = "c2VjcmV0IGhhc2ggb2Ygam9l";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void aDebianHost() {
        tree = new HostTree(directory)
                .file("/etc/passwd", """
                        root:x:0:0:root:/root:/bin/bash
                        daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
                        sync:x:4:65534:sync:/bin:/bin/sync
                        postgres:x:107:113::/var/lib/postgresql:/bin/bash
                        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                        joe:x:1000:1000:Joe:/home/joe:
                        """)
                .file("/etc/shadow", """
                        root:*:19000:0:99999:7:::
                        daemon:*:19000:0:99999:7:::
                        postgres:!:19000::::::
                        joe:$y$j9T$salt$%s:19500:0:90:7:::
                        """.formatted(HASH))
                .file("/etc/group", """
                        root:x:0:
                        daemon:x:1:
                        shadow:x:42:
                        nogroup:x:65534:
                        postgres:x:113:
                        joe:x:1000:
                        docker:x:990:joe, root
                        """)
                .file(
                        "/etc/login.defs",
                        "# x\nPASS_MAX_DAYS\t99999\nUMASK 022\nUID_MIN 1000\nENCRYPT_METHOD YESCRYPT\n");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group accounts() {
        HostRoot root = tree.root();
        return conforming(
                "accounts", UserAccounts.read(root, new FileFacts(root, Accounts.read(root)), LoginDefs.read(root)));
    }

    private Group sudo() {
        HostRoot root = tree.root();
        return conforming("sudo", Sudo.read(root, new FileFacts(root, Accounts.read(root))));
    }

    private Group pam() {
        HostRoot root = tree.root();
        return conforming("pam", Pam.read(root, LoginDefs.read(root)));
    }

    private Object user(String name, String fact) {
        Many users = (Many) Objects.requireNonNull(at(accounts(), "users"));
        for (Many.Item item : users.items()) {
            if (item.key().equals(name)) {
                return told(item.node(), fact);
            }
        }
        return "no user";
    }

    @Test
    void users() {
        assertThat(told(accounts(), "users")).isEqualTo(List.of("root", "daemon", "sync", "postgres", "nobody", "joe"));
        assertThat(user("root", "password")).isEqualTo("locked");
        assertThat(user("root", "system")).isEqualTo(false);
        assertThat(user("sync", "interactive")).isEqualTo(false);
        assertThat(user("sync", "password")).as("no entry in shadow").isEqualTo("locked");
        assertThat(user("postgres", "interactive")).isEqualTo(true);
        assertThat(user("postgres", "system")).isEqualTo(true);
        assertThat(user("nobody", "system")).isEqualTo(true);
        assertThat(user("joe", "interactive")).as("an empty shell is /bin/sh").isEqualTo(true);
        assertThat(user("joe", "password")).isEqualTo("yescrypt");
        assertThat(user("joe", "most_days")).isEqualTo(90L);
        assertThat(user("joe", "changed")).hasToString("2023-05-23T00:00:00Z");
        assertThat(user("postgres", "most_days")).isEqualTo("nothing");
    }

    @Test
    void noHashLeaves() {
        StringBuilder all = new StringBuilder();
        everything(accounts(), all);
        assertThat(all.toString()).contains("yescrypt").doesNotContain(HASH).doesNotContain("salt");
    }

    private static void everything(Node node, StringBuilder out) {
        if (node instanceof Group group) {
            for (String name : group.names()) {
                everything(Objects.requireNonNull(group.get(name)), out);
            }
        } else if (node instanceof Many many) {
            many.items().forEach(item -> everything(item.node(), out.append(item.key())));
        } else {
            out.append(node);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',empty",
        "*,locked",
        "!!,locked",
        "!$6$a$b,locked",
        "$6$rounds=1$a$b,sha512",
        "$5$a$b,sha256",
        "$1$a$b,md5",
        "$2b$05$a,bcrypt",
        "abJnggxhB/yWI,des",
        "$9$x,other",
        "NP,locked"
    })
    void kindsOfPasswords(String field, String kind) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        assertThat(PasswordKind.of(bytes, 0, bytes.length)).isEqualTo(kind);
    }

    @Test
    void whatStandsInPasswdItself() {
        tree.file("/etc/passwd", "a::0:0::/:/bin/sh\nb:$1$x$y:7:7::/:/bin/sh\nc:*:8:8::/:/bin/sh\n+::::::\n");
        assertThat(user("a", "password")).isEqualTo("empty");
        assertThat(user("b", "shadowed")).isEqualTo(false);
        assertThat(user("c", "shadowed")).isEqualTo(true);
        assertThat(told(accounts(), "directory_entries")).isEqualTo(List.of("/etc/passwd:4"));
        tree.directory("/etc/shadow-").remove("/etc/shadow").directory("/etc/shadow");
        tree.file("/etc/passwd", "a:x:0:0::/:/bin/sh\n");
        assertThat(user("a", "password").toString()).startsWith("unknown: /etc/shadow");
    }

    @Test
    void duplicatesAndGroups() {
        assertThat(told(accounts(), "duplicate_uids")).isEqualTo(List.of());
        assertThat(told(accounts(), "missing_groups")).isEqualTo(List.of());
        assertThat(told(accounts(), "zero_groups")).isEqualTo(List.of("root"));
        assertThat(told(accounts(), "as_root")).isEqualTo(List.of("shadow", "docker"));
        assertThat(told(accounts(), "as_root.1.members")).isEqualTo(List.of("joe"));
        tree.file("/etc/passwd", "root:x:0:0::/:/x\ntoor:x:0:42::/:/x\nroot:x:1:9::/:/x\n");
        assertThat(told(accounts(), "duplicate_uids")).isEqualTo(List.of("0 (root, toor)"));
        assertThat(told(accounts(), "duplicate_users")).isEqualTo(List.of("root"));
        assertThat(told(accounts(), "missing_groups")).isEqualTo(List.of("root (9)"));
        tree.file("/etc/passwd", "joe:x:1001:42::/:/x\n");
        assertThat(told(accounts(), "as_root.0.members")).as("primary group").isEqualTo(List.of("joe"));
    }

    @Test
    void homes() {
        tree.file("/home/joe/.rhosts", "")
                .file("/home/joe/.netrc", "password x")
                .directory("/root");
        assertThat(told(accounts(), "homes")).isEqualTo(List.of("root", "joe"));
        assertThat(told(accounts(), "homes.1.trust_files")).isEqualTo(List.of("/home/joe/.rhosts"));
        assertThat(told(accounts(), "homes.1.exposed_secrets").toString()).startsWith("[/home/joe/.netrc (0");
        assertThat(told(accounts(), "homes.0.trust_files")).isEqualTo(List.of());
        assertThat(told(accounts(), "passwd.exists")).isEqualTo(true);
        assertThat(told(accounts(), "hosts_equiv.exists")).isEqualTo(false);
    }

    @Test
    void loginDefs() {
        tree.file("/usr/etc/login.defs", "UMASK 077\nPASS_WARN_AGE 7\n")
                .file("/etc/login.defs", "UMASK 022\nUMASK 27\n");
        Group defs = conforming("login_defs", LoginDefs.read(tree.root()));
        assertThat(told(defs, "umask")).isEqualTo("0027");
        assertThat(((Known) Objects.requireNonNull(at(defs, "umask"))).source()).isEqualTo("/etc/login.defs:2");
        assertThat(told(defs, "pass_warn_age")).isEqualTo(7L);
        assertThat(told(defs, "encrypt_method")).isEqualTo("DES");
        tree.file("/etc/login.defs", "UMASK 9\nPASS_MAX_DAYS x\nPASS_WARN_AGE -1\n");
        assertThat(told(LoginDefs.read(tree.root()), "umask").toString()).startsWith("unknown: /etc/login.defs:1");
        assertThat(told(LoginDefs.read(tree.root()), "pass_max_days").toString())
                .startsWith("unknown: ");
        assertThat(told(LoginDefs.read(tree.root()), "pass_warn_age")).isEqualTo(-1L);
    }

    @Test
    void stockSudo() {
        tree.file("/usr/bin/sudo", "")
                .file("/etc/sudoers", """
                # This file MUST be edited with the 'visudo' command as root.
                Defaults\tenv_reset
                Defaults\tsecure_path="/usr/local/sbin:/usr/sbin, /x"
                Defaults\tuse_pty
                User_Alias ADMINS = joe
                root\tALL=(ALL:ALL) ALL
                %sudo\tALL=(ALL:ALL) ALL
                @includedir /etc/sudoers.d
                """)
                .file("/etc/sudoers.d/README", "# x\n")
                .file("/etc/sudoers.d/x.bak", "ALL ALL=NOPASSWD: ALL\n");
        assertThat(told(sudo(), "use_pty")).isEqualTo(true);
        assertThat(told(sudo(), "secure_path")).isEqualTo("/usr/local/sbin:/usr/sbin, /x");
        assertThat(told(sudo(), "logfile")).isEqualTo("");
        assertThat(told(sudo(), "timestamp_timeout")).isEqualTo(5L);
        assertThat(told(sudo(), "grants")).isEqualTo(List.of("/etc/sudoers:6", "/etc/sudoers:7"));
        assertThat(told(sudo(), "grants.1.everything")).isEqualTo(true);
        assertThat(told(sudo(), "grants.1.without_password")).isEqualTo(false);
        assertThat(told(sudo(), "files")).isEqualTo(List.of("/etc/sudoers", "/etc/sudoers.d/README", "/etc/sudoers.d"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ubuntu ALL=(ALL) NOPASSWD:ALL|true|true|true|false",
                "zabbix ALL=(root) NOPASSWD : /bin/x, /bin/y|true|false|false|false",
                "joe ALL=NOPASSWD: /bin/x, PASSWD: ALL|true|true|false|false",
                "joe ALL=(ALL) NOPASSWD:SETENV: ALL, !/bin/sh|true|true|true|true",
                "#1000 host1 = /bin/x|false|false|false|false"
            })
    void grants(String line, boolean silent, boolean everything, boolean both, boolean except) {
        tree.file("/etc/sudoers", line + "\n");
        assertThat(told(sudo(), "grants.0.without_password")).isEqualTo(silent);
        assertThat(told(sudo(), "grants.0.everything")).isEqualTo(everything);
        assertThat(told(sudo(), "grants.0.everything_without_password")).isEqualTo(both);
        assertThat(told(sudo(), "grants.0.everything_except")).isEqualTo(except);
        assertThat(told(sudo(), "grants.0.who")).isEqualTo(line.substring(0, line.indexOf(' ')));
    }

    @Test
    void theLastDefaultsCount() {
        tree.file("/etc/sudoers", """
                Defaults use_pty, !authenticate # x
                Defaults:joe !use_pty
                #includedir sudoers.d
                Defaults env_keep += "LANG \\
                  LD_PRELOAD PYTHON*"
                """)
                .file("/etc/sudoers.d/a", "Defaults !use_pty, timestamp_timeout=0.5, logfile=/var/log/sudo.log\n");
        assertThat(told(sudo(), "use_pty")).isEqualTo(false);
        assertThat(told(sudo(), "authenticate")).isEqualTo(false);
        assertThat(told(sudo(), "timestamp_timeout")).isEqualTo(1L);
        assertThat(told(sudo(), "logfile")).isEqualTo("/var/log/sudo.log");
        assertThat(told(sudo(), "kept_variables")).isEqualTo(List.of("LD_PRELOAD", "PYTHONPATH"));
        tree.file("/etc/sudoers.d/b", "@include /etc/sudoers\nDefaults timestamp_timeout = -1\n");
        assertThat(told(sudo(), "timestamp_timeout").toString()).contains("one file too many");
        tree.remove("/etc/sudoers.d/b").directory("/etc/sudoers.d/b");
        assertThat(told(sudo(), "use_pty")).isEqualTo(false);
        tree.file("/etc/sudoers", "x\n");
        assertThat(told(sudo(), "use_pty").toString()).startsWith("unknown: ");
    }

    @Test
    void pamOfDebian() {
        tree.file("/etc/pam.d/sshd", "@include common-auth\naccount required pam_nologin.so\n")
                .file("/etc/pam.d/login", "auth optional pam_faildelay.so\n@include common-auth\n")
                .file(
                        "/etc/pam.d/su",
                        "auth sufficient pam_rootok.so\n# auth required pam_wheel.so\n@include common-auth\n")
                .file("/etc/pam.d/passwd", "@include common-password\n")
                .file("/etc/pam.d/common-auth", "auth\t[success=1 default=ignore]\tpam_unix.so nullok\n")
                .file(
                        "/etc/pam.d/common-password",
                        "password [success=1 default=ignore] pam_unix.so obscure yescrypt\n");
        assertThat(told(pam(), "nullok")).isEqualTo(List.of("/etc/pam.d/common-auth:1"));
        assertThat(told(pam(), "without_lockout")).isEqualTo(List.of("login", "sshd"));
        assertThat(told(pam(), "lockout_tries")).isEqualTo("nothing");
        assertThat(told(pam(), "quality")).isEqualTo(false);
        assertThat(told(pam(), "hash")).isEqualTo("yescrypt");
        assertThat(told(pam(), "su_restricted")).isEqualTo(false);
        tree.file("/etc/pam.d/su", "auth required pam_wheel.so use_uid # x\n");
        assertThat(told(pam(), "su_restricted")).isEqualTo(true);
    }

    @Test
    void pamOfRedHat() {
        tree.file("/etc/pam.d/sshd", "auth substack password-auth\n")
                .file("/etc/pam.d/login", "-auth include system-auth\n")
                .file("/etc/pam.d/passwd", "password include system-auth\n")
                .file(
                        "/etc/pam.d/password-auth",
                        "auth required pam_faillock.so preauth silent deny=4\nauth x pam_unix.so\n")
                .file("/etc/pam.d/system-auth", """
                        auth required /usr/lib64/security/pam_faillock.so preauth
                        password requisite pam_pwquality.so local_users_only
                        password requisite pam_pwhistory.so
                        password sufficient pam_unix.so shadow
                        """)
                .file("/etc/security/pwquality.conf", "minlen = 9\n")
                .file("/etc/security/pwquality.conf.d/50-a.conf", "# x\nminlen=14\n")
                .file("/etc/security/faillock.conf", "unlock_time = never\n");
        assertThat(told(pam(), "nullok")).isEqualTo(List.of());
        assertThat(told(pam(), "without_lockout")).isEqualTo(List.of());
        assertThat(told(pam(), "lockout_seconds")).isEqualTo(0L);
        assertThat(told(pam(), "least_length")).isEqualTo(14L);
        assertThat(told(pam(), "history")).isEqualTo(true);
        assertThat(told(pam(), "hash")).as("of login.defs").isEqualTo("yescrypt");
        assertThat(told(pam(), "su_restricted")).isEqualTo("nothing");
        tree.file("/etc/pam.d/system-auth", "auth include system-auth\n").directory("/etc/pam.d/su");
        assertThat(told(pam(), "nullok").toString()).startsWith("unknown: /etc/pam.d/su");
    }

    @Test
    void garbageIsBounded() {
        Random random = new Random(4711);
        String letters = "root:x:0:\n\"=,()!%#\\ALL NOPASSWD: @include /etc/sudoers auth pam_unix.so [";
        for (int round = 0; round < 100; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                noise.append(letters.charAt(random.nextInt(letters.length())));
            }
            for (String path : List.of("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/sudoers", "/etc/pam.d/su")) {
                tree.file(path, noise.toString());
            }
            assertThat(told(accounts(), "zero_groups")).isNotEqualTo("nothing");
            assertThat(told(sudo(), "use_pty")).isNotEqualTo("nothing");
            assertThat(told(pam(), "nullok")).isNotEqualTo("nothing");
        }
        tree.file("/etc/pam.d/su", "@include su\n".repeat(100));
        assertThat(told(pam(), "nullok").toString()).contains("includes too many files");
        tree.file("/etc/passwd", "a:x:1:1::/:/x\n".repeat(30_000));
        assertThat(told(accounts(), "users").toString()).startsWith("unknown: /etc/passwd has more than");
    }
}
