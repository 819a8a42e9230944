package io.nodeward.hostprobes.disk;

import static io.nodeward.hostprobes.HostTree.conforming;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.files.Accounts;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where root looks for programs. */
class SearchPathTest {

    @TempDir
    private Path directory;

    private Map<String, Group> read(HostTree tree) {
        HostRoot root = tree.root();
        Accounts accounts = Accounts.read(root);
        Many facts =
                conforming("search_path", (Many) SearchPath.read(root).facts(new FileFacts(root, accounts), accounts));
        Map<String, Group> byPath = new LinkedHashMap<>();
        for (Many.Item item : facts.items()) {
            if (item.node() instanceof Group group) {
                byPath.put(item.key(), group);
            }
        }
        return byPath;
    }

    private static Object value(Map<String, Group> facts, String path, String name) {
        Group group = facts.get(path);
        return group != null && group.get(name) instanceof Known known ? known.value() : "none";
    }

    @Test
    void allThatSetsIt() {
        try (HostTree tree = new HostTree(directory)
                .file("/etc/environment", "PATH=\"/usr/bin:/opt/a\"\nFOO=PATH=/no\n")
                .file("/etc/login.defs", "# x\nENV_SUPATH\tPATH=/usr/sbin:/opt/b/\nENV_PATH PATH=/opt/user\n")
                .file("/etc/profile", "if true; then\n  PATH=\"/opt/c:$HOME/bin\"\nfi\nexport PATH\nMYPATH=/opt/no\n")
                .file("/root/.bashrc", "export PATH=$PATH:/opt/d:.; x\n")
                .file("/etc/crontab", "PATH=/opt/e::/usr/bin\n")
                .file("/etc/sudoers", "Defaults\tsecure_path=\"/opt/f\"\nroot ALL=(ALL) ALL\n")) {
            Map<String, Group> facts = read(tree);
            assertThat(facts.keySet())
                    .contains("/usr/bin", "/opt/a", "/opt/b", "/opt/c", "/opt/d", "/opt/e", "/opt/f", ".", "(empty)")
                    .doesNotContain("/opt/user", "/opt/no", "/no");
            assertThat(value(facts, ".", "relative")).isEqualTo(true);
            assertThat(value(facts, "(empty)", "relative")).isEqualTo(true);
            assertThat(value(facts, "/opt/a", "relative")).isEqualTo(false);
        }
    }

    @Test
    void whoMayPutAProgramThere() throws IOException {
        try (HostTree tree = new HostTree(directory)
                .file("/etc/environment", "PATH=/opt/team/bin\n")
                .directory("/opt/team/bin")) {
            Files.setAttribute(directory.resolve("opt/team"), "unix:mode", 0777);
            Files.setAttribute(directory.resolve("opt/team/bin"), "unix:mode", 0755);
            assertThat(value(read(tree), "/opt/team/bin", "open").toString())
                    .contains("/opt/team (")
                    .contains("0777");
        }
    }
}
