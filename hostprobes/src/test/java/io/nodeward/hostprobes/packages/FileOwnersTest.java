package io.nodeward.hostprobes.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.files.HostRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose files are, by databases of rpm; those of dpkg and apk are tested with the walk over the disk. */
class FileOwnersTest {

    private static final String DATABASE = "usr/lib/sysimage/rpm/rpmdb.sqlite";

    @TempDir
    private Path directory;

    private FileOwners find(HostTree tree, String... paths) {
        HostRoot root = tree.root();
        return FileOwners.find(root, Installed.read(root), List.of(paths), Map.of());
    }

    private static Map<String, Integer> files() {
        Map<String, Integer> files = new LinkedHashMap<>();
        // so many that the header goes on in other pages
        for (int i = 0; i < 500; i++) {
            files.put("/usr/share/doc/file" + i, 0100644);
        }
        files.put("/usr/bin/sudo", 0104111);
        files.put("/bin/su", 0104755);
        files.put("/usr/share/su", 0100644);
        files.put("/usr/bin/vim", 0100755);
        return files;
    }

    @Test
    void rpmHasPathsAndModes() throws Exception {
        MadeRpmDatabase.write(directory.resolve(DATABASE), "tools", files());
        try (HostTree tree = new HostTree(directory).directory("/usr/bin").link("/bin", "usr/bin")) {
            FileOwners owners = find(tree, "/usr/bin/sudo", "/usr/bin/su", "/usr/bin/vim", "/usr/bin/none");
            String source = "/" + DATABASE + ": package tools";
            assertThat(owners.of("/usr/bin/sudo")).isEqualTo(new FileOwners.Owner("tools", 04111, source));
            assertThat(owners.of("/usr/bin/su")).isEqualTo(new FileOwners.Owner("tools", 04755, source));
            assertThat(owners.of("/usr/bin/vim")).isEqualTo(new FileOwners.Owner("tools", 0755, source));
            assertThat(owners.of("/usr/bin/none")).isNull();
            assertThat(owners.problem("/usr/bin/none")).isNull();
        }
    }

    @Test
    void brokenDatabasesAreBounded() throws Exception {
        Path path = directory.resolve(DATABASE);
        MadeRpmDatabase.write(path, "tools", files());
        byte[] whole = Files.readAllBytes(path);
        Random random = new Random(7);
        try (HostTree tree = new HostTree(directory)) {
            for (int round = 0; round < 300; round++) {
                byte[] broken = whole.clone();
                for (int i = 0; i < 1 + round; i++) {
                    broken[100 + random.nextInt(broken.length - 100)] = (byte) random.nextInt(256);
                }
                Files.write(path, broken);
                FileOwners owners = find(tree, "/usr/bin/sudo", "/usr/bin/vim");
                assertThat(owners.source()).isEqualTo("/" + DATABASE);
            }
        }
    }
}
