package io.nodeward.hostprobes.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

    @TempDir
    Path tree;

    private HostRoot root;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(tree.resolve("etc"));
        root = HostRoot.open(tree);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void namesOfTheTree() throws Exception {
        Files.writeString(tree.resolve("etc/passwd"), """
                toor:x:0:0::/root:/bin/sh
                root:x:1000:1000::/home/root:/bin/sh
                etcd:x:998:998::/var/lib/etcd:/bin/false
                second:x:998:998::/:/bin/false
                1234:x:1001:1001::/home/n:/bin/sh
                e\u202evil:x:1002:1002::/home/e:/bin/sh
                +::::::
                short:x
                big:x:4294967295:1::/home/big:
                toobig:x:4294967296:1::/:
                minus:x:-1:1::/:
                rel:x:1005:1::relative:
                last:x:1006:1::/home/last:/bin/sh""");
        Files.writeString(tree.resolve("etc/group"), "wheel:x:0:\nroot:x:7:\netcd:x:998:a,b\n");
        Accounts accounts = Accounts.read(root);
        assertThat(accounts.user(0)).isEqualTo("root");
        assertThat(accounts.user(1000)).isEqualTo("1000");
        assertThat(accounts.user(998)).isEqualTo("etcd");
        assertThat(accounts.user(1001)).isEqualTo("1001");
        assertThat(accounts.user(1002)).isEqualTo("1002");
        assertThat(accounts.user(-1)).isEqualTo("big");
        assertThat(accounts.user(-2)).isEqualTo("4294967294");
        assertThat(accounts.user(1006)).isEqualTo("last");
        assertThat(accounts.group(0)).isEqualTo("root");
        assertThat(accounts.group(7)).isEqualTo("7");
        assertThat(accounts.group(998)).isEqualTo("etcd");
        assertThat(accounts.people())
                .extracting(Accounts.Account::home)
                .containsExactly("/root", "/home/root", "/home/n", "/home/e", "/home/big", "/home/last");
    }

    @Test
    void withoutTheFilesOnlyRootHasAName() throws Exception {
        assertThat(Accounts.read(root).user(0)).isEqualTo("root");
        assertThat(Accounts.read(root).group(5)).isEqualTo("5");
        Files.createDirectory(tree.resolve("etc/passwd"));
        Files.write(tree.resolve("etc/group"), new byte[5 << 20]);
        assertThat(Accounts.read(root).user(5)).isEqualTo("5");
        assertThat(Accounts.read(root).people()).isEmpty();
    }

    @Test
    void factsOfAFile() throws Exception {
        Path file = Files.writeString(tree.resolve("etc/real"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(tree.resolve("etc/link"), Path.of("/etc/real"));
        Files.createSymbolicLink(tree.resolve("etc/circle"), Path.of("circle"));
        FileFacts facts = new FileFacts(root, Accounts.read(root));
        String source = "/etc/real (named as /etc/link)";
        Group linked = facts.of("/etc/link");
        assertThat(linked.get("path")).isEqualTo(new Known("/etc/real", source));
        assertThat(linked.get("mode")).isEqualTo(new Known("0640", source));
        assertThat(linked.get("type")).isEqualTo(new Known("file", source));
        assertThat(facts.of("/etc").get("type")).isEqualTo(new Known("directory", "/etc"));
        assertThat(facts.of("/etc/none").get("exists")).isEqualTo(new Known(false, "/etc/none"));
        assertThat(facts.of("").get("path")).isEqualTo(new Known("", "configuration"));
        assertThat(facts.of("/etc/circle").get("exists"))
                .isEqualTo(new Unknown("symbolic links lead in a circle", "/etc/circle"));
        assertThat(facts.of(new Read.Failed<>("/x", "why")).get("path")).isEqualTo(new Unknown("why", "/x"));
        for (Group group : List.of(linked, facts.of(""), facts.of("/etc/none"), facts.of("/etc/circle"))) {
            assertThat(group.names()).containsExactly("path", "exists", "type", "mode", "owner", "uid", "gid");
        }
        assertThat(facts.list(List.of("/etc", "/none"), "flags").items()).hasSize(2);
    }
}
