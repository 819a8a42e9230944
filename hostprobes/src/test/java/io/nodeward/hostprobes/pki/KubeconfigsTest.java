package io.nodeward.hostprobes.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {

    @TempDir
    Path tree;

    private HostRoot root;
    private Kubeconfigs kubeconfigs;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(tree.resolve("etc/kubernetes"));
        Files.writeString(tree.resolve("etc/passwd"), """
                root:x:0:0:root:/root:/bin/bash
                daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
                ann:x:1000:1000::/home/ann:/bin/bash
                ben:x:1001:1001::/home/ben:/bin/bash
                nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin
                """);
        root = HostRoot.open(tree);
        begin();
    }

    /** Forgets what was read before. */
    private void begin() {
        kubeconfigs = new Kubeconfigs(root, Accounts.read(root), new Certificates(root));
    }

    @AfterEach
    void close() {
        root.close();
    }

    private Group of(String text) throws IOException {
        Path file = tree.resolve("etc/kubernetes/x.conf");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        begin();
        return kubeconfigs.of("/etc/kubernetes/x.conf", "other");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void kubeadmsAdministrator() throws Exception {
        Group facts = of("""
                apiVersion: v1
                kind: Config
                clusters:
                - cluster:
                    certificate-authority-data: %s
                    server: https://10.0.0.10:6443
                  name: kubernetes
                users:
                - name: kubernetes-admin
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                """.formatted(
                        base64(Made.certificate(Made.authority(Made.RSA))),
                        base64(Made.certificate(
                                Made.client(Made.EC, Made.RSA, "O=kubeadm:cluster-admins,CN=kubernetes-admin"))),
                        base64(Made.pem("PRIVATE KEY", Made.EC.getPrivate().getEncoded()))));
        assertThat(Tree.value(facts, "path")).isEqualTo("/etc/kubernetes/x.conf");
        assertThat(Tree.value(facts, "mode")).isEqualTo("0600");
        assertThat(Tree.value(facts, "servers")).isEqualTo(List.of("https://10.0.0.10:6443"));
        assertThat(Tree.value(facts, "holds_key")).isEqualTo(true);
        assertThat(Tree.value(facts, "holds_token")).isEqualTo(false);
        assertThat(Tree.value(facts, "insecure")).isEqualTo(false);
        assertThat(Tree.value(facts, "groups")).isEqualTo(List.of("kubeadm:cluster-admins"));
        Tree.holdsNothingOf(facts, Made.EC.getPrivate());
    }

    @Test
    void everyUserAndClusterCountsAndNoSecretIsShown() throws Exception {
        Group facts = of("""
                {"clusters": [{"name": "a", "cluster": {"server": "https://me:hunter2@a:6443/x?token=hunter3"}},
                  {"name": "b", "cluster": {"server": "https://b", "insecure-skip-tls-verify": true}}],
                 "users": [{"name": "t", "user": {"token": "hunter4"}},
                  {"name": "e", "user": {"exec": {"command": "aws", "args": ["hunter5"],
                    "env": [{"name": "X", "value": "hunter6"}]}}}]}
                """);
        assertThat(Tree.value(facts, "servers")).isEqualTo(List.of("https://a:6443/x", "https://b"));
        assertThat(Tree.value(facts, "insecure")).isEqualTo(true);
        assertThat(Tree.value(facts, "holds_token")).isEqualTo(true);
        assertThat(Tree.value(facts, "executes")).isEqualTo(List.of("aws"));
        assertThat(String.join("\n", Tree.strings(facts))).doesNotContain("hunter");
    }

    @Test
    void secretsInEveryGuise() throws Exception {
        for (String user : List.of(
                "{token: x}",
                "{password: x}",
                "{token: '', token: x}",
                "{<<: {token: x}}",
                "{<<: [{}, {token: x}]}",
                "{auth-provider: {name: oidc, config: {id-token: x}}}")) {
            assertThat(Tree.value(of("users:\n- user: " + user + "\n"), "holds_token"))
                    .as(user)
                    .isEqualTo(true);
        }
        assertThat(Tree.value(of("users: []\n---\nusers:\n- user: {token: x}\n"), "holds_token"))
                .isEqualTo(true);
        assertThat(Tree.value(of("a: &a {token: x}\nusers:\n- user: *a\n"), "holds_token"))
                .isEqualTo(true);
        for (String user : List.of("{token: ''}", "{token: null}", "{tokenFile: /x}", "{client-key: /x}", "{}")) {
            Group facts = of("users:\n- user: " + user + "\n");
            assertThat(Tree.value(facts, "holds_token")).as(user).isEqualTo(false);
            assertThat(Tree.value(facts, "holds_key")).as(user).isEqualTo(false);
        }
    }

    @Test
    void filesAreNamedRelativeToTheKubeconfig() throws Exception {
        Files.writeString(
                tree.resolve("etc/kubernetes/client.crt"),
                Made.certificate(Made.client(Made.EC, Made.RSA, "O=system:nodes,CN=system:node:n1")));
        assertThat(Tree.value(of("users:\n- user: {client-certificate: client.crt}\n"), "groups"))
                .isEqualTo(List.of("system:nodes"));
        assertThat(Tree.value(of("users:\n- user: {client-certificate: ../kubernetes/client.crt}\n"), "groups"))
                .isEqualTo(List.of("system:nodes"));
        assertThat(Tree.why(of("users:\n- user: {client-certificate: /none}\n"), "groups"))
                .isEqualTo("the file of its client certificate does not exist");
        assertThat(Tree.why(of("users:\n- user: {client-certificate-data: '!'}\n"), "groups"))
                .isEqualTo("certificate is cut short or damaged");
    }

    @Test
    void whatIsNoKubeconfigIsUnknown() throws Exception {
        for (String text : List.of(
                "hello", "a: [", "[1, 2]", "users: hello", "users: {a: b}", "\u0000\u0001", "x".repeat(3 << 20))) {
            Group facts = of(text);
            assertThat(Tree.value(facts, "exists")).isEqualTo(true);
            assertThat(Tree.value(facts, "mode")).isEqualTo("0600");
            assertThat(facts.get("holds_key")).as(text.substring(0, 2)).isInstanceOf(Unknown.class);
            assertThat(facts.get("servers")).isInstanceOf(Unknown.class);
        }
        StringBuilder bomb = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s*a%d]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9), i - 1));
        }
        assertThat(of(bomb.toString()).get("holds_key")).isInstanceOf(Unknown.class);
        assertThat(Tree.value(kubeconfigs.of("/none", "admin"), "exists")).isEqualTo(false);
        assertThat(Tree.value(kubeconfigs.of("", "admin"), "path")).isEqualTo("");
        assertThat(Tree.value(kubeconfigs.of("", "admin"), "role")).isEqualTo("admin");
        assertThat(kubeconfigs.of("/etc", "admin").get("holds_key")).isInstanceOf(Unknown.class);
        assertThat(kubeconfigs.of("/none", "admin").names()).hasSize(11);
    }

    @Test
    void whereAdministratorsKeepThem() throws Exception {
        for (String directory : List.of("root/.kube", "home/ann/.kube", "nonexistent/.kube", "usr/sbin/.kube")) {
            Files.createDirectories(tree.resolve(directory));
            Files.writeString(tree.resolve(directory + "/config"), "users: []\n");
        }
        Files.createDirectories(tree.resolve("home/ben"));
        Files.createSymbolicLink(tree.resolve("home/ben/.kube"), Path.of("/home/ben/.kube"));
        Files.writeString(tree.resolve("etc/kubernetes/super-admin.conf"), "");
        // a circle may hide one
        assertThat(kubeconfigs.homes())
                .containsExactly("/root/.kube/config", "/home/ann/.kube/config", "/home/ben/.kube/config");
        assertThat(kubeconfigs.administrators("/etc/kubernetes")).containsExactly("/etc/kubernetes/super-admin.conf");
        assertThat(Kubeconfigs.role("/etc/kubernetes/admin.conf")).isEqualTo("admin");
        assertThat(Kubeconfigs.role("/root/.kube/config")).isEqualTo("other");
    }
}
