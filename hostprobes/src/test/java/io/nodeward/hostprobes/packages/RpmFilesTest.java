package io.nodeward.hostprobes.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import io.nodeward.hostprobes.packages.PackageChecksums.Checksum;
import io.nodeward.hostprobes.packages.PackageChecksums.Since;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose files are by rpm's databases, and their checksums: sqlite's made by sqlite with rpm's tables, ndb's by its format. */
class RpmFilesTest {

    private static final int INSTALLED = 1_767_225_600;
    private static final String KUBELET = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    private static final String RUNC = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
        tree.file("/usr/bin/kubelet", "a").file("/usr/sbin/runc", "b").file("/opt/cni/bin/kubelet", "c");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    /** Many, so that trees have several levels and headers chains of pages. */
    private static List<byte[]> headers() {
        List<byte[]> headers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<String[]> files = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                files.add(new String[] {"/usr/share/p" + i + "/file" + j, "", "0", "0"});
            }
            files.add(new String[] {"/usr/share/doc/p" + i + "/README", "", "0", "0"});
            if (i == 100) {
                files.add(new String[] {"/usr/share/bash-completion/kubelet", "", "9", "9"});
                files.add(new String[] {"/usr/bin/kubelet", KUBELET, "1", "1700000000"});
            }
            if (i == 200) {
                files.add(new String[] {"/usr/sbin/runc", RUNC, "1", "1700000000"});
            }
            String name = i == 100 ? "kubelet" : i == 200 ? "runc" : "p" + i;
            headers.add(MadeRpmHeader.of(name, INSTALLED, files));
        }
        return headers;
    }

    private Path sqlite() throws IOException, SQLException {
        Path file = directory.resolve("var/lib/rpm/rpmdb.sqlite");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA page_size = 1024");
            statement.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
            for (String table : List.of("Name", "Basenames")) {
                statement.execute(
                        "CREATE TABLE '" + table + "' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT"
                                + " NULL, FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum))");
                statement.execute("CREATE INDEX '" + table + "_key_idx' ON '" + table + "'(key ASC)");
            }
            database.setAutoCommit(false);
            int number = 0;
            for (byte[] header : headers()) {
                number++;
                try (PreparedStatement insert = database.prepareStatement("INSERT INTO Packages (blob) VALUES (?)")) {
                    insert.setBytes(1, header);
                    insert.execute();
                }
                RpmHeader parsed = Objects.requireNonNull(RpmHeader.of(header));
                insert(database, "Name", parsed.name(), number, 0);
                for (int j = 0; j < 20; j++) {
                    insert(database, "Basenames", "file" + j, number, j);
                }
                insert(database, "Basenames", "README", number, 20);
                if (number == 101) {
                    insert(database, "Basenames", "kubelet", number, 21);
                    insert(database, "Basenames", "kubelet", number, 22);
                }
                if (number == 201) {
                    insert(database, "Basenames", "runc", number, 21);
                }
            }
            database.commit();
        }
        return file;
    }

    private static void insert(Connection database, String table, String key, int number, int index)
            throws SQLException {
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO '" + table + "' VALUES (?, ?, ?)")) {
            insert.setString(1, key);
            insert.setInt(2, number);
            insert.setInt(3, index);
            insert.execute();
        }
    }

    private Path ndb() throws IOException {
        List<byte[]> headers = headers();
        int pages = 2;
        ByteBuffer all = ByteBuffer.allocate(16 << 20).order(ByteOrder.LITTLE_ENDIAN);
        all.putInt(0, 'R' | 'p' << 8 | 'm' << 16 | 'P' << 24).putInt(12, pages);
        int at = pages * 4096;
        for (int i = 0; i < pages * 256 - 2; i++) {
            int slot = 32 + 16 * i;
            all.putInt(slot, 'S' | 'l' << 8 | 'o' << 16 | 't' << 24);
            if (i < headers.size()) {
                byte[] header = headers.get(i);
                all.putInt(slot + 4, i + 1).putInt(slot + 8, at / 16).putInt(slot + 12, header.length / 16 + 3);
                all.putInt(at, 'B' | 'l' << 8 | 'b' << 16 | 'S' << 24).putInt(at + 12, header.length);
                all.put(at + 16, header);
                at += (16 + header.length + 12 + 15) / 16 * 16;
            }
        }
        byte[] bytes = new byte[at + 64];
        all.get(0, bytes);
        Path file = directory.resolve("usr/lib/sysimage/rpm/Packages.db");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.write(file, bytes);
    }

    private void judged() {
        HostRoot root = tree.root();
        Installed installed = Installed.read(root);
        assertThat(installed.manager()).isEqualTo("rpm");
        List<String> paths = List.of("/usr/bin/kubelet", "/usr/sbin/runc", "/opt/cni/bin/kubelet", "/opt/cni/bin/none");
        FileOwners owners = FileOwners.find(root, installed, paths, Map.of());
        assertThat(owners.problem("/opt/cni/bin/none")).isNull();
        FileOwners.Owner kubelet = Objects.requireNonNull(owners.of("/usr/bin/kubelet"));
        assertThat(kubelet.packageName()).isEqualTo("kubelet");
        assertThat(kubelet.mode()).isEqualTo(0755);
        assertThat(Objects.requireNonNull(owners.of("/usr/sbin/runc")).packageName())
                .isEqualTo("runc");
        assertThat(owners.of("/opt/cni/bin/kubelet")).isNull();
        assertThat(owners.of("/opt/cni/bin/none")).isNull();
        assertThat(new PackageChecksums(root, installed, paths).of("/usr/bin/kubelet", kubelet))
                .isEqualTo(new Read.Found<>(new Checksum(
                        "SHA-256",
                        KUBELET,
                        installed.source() + ": package kubelet",
                        Since.UNCLEAR,
                        "/usr/bin/kubelet, not changed since kubelet was installed")));
    }

    @Test
    void sqliteDatabases() throws IOException, SQLException {
        sqlite();
        judged();
    }

    @Test
    void ndbDatabases() throws IOException {
        ndb();
        judged();
    }

    @Test
    void namesOfOldDirectories() throws IOException, SQLException {
        sqlite();
        tree.link("/bin", "usr/bin").link("/sbin", "usr/bin").file("/usr/bin/runc", "b");
        Files.delete(directory.resolve("usr/sbin/runc"));
        Files.delete(directory.resolve("usr/sbin"));
        tree.link("/usr/sbin", "bin");
        HostRoot root = tree.root();
        assertThat(Objects.requireNonNull(
                                FileOwners.find(root, Installed.read(root), List.of("/usr/bin/runc"), Map.of())
                                        .of("/usr/bin/runc"))
                        .packageName())
                .isEqualTo("runc");
    }

    @Test
    void times() {
        RpmHeader.Entry entry = new RpmHeader.Entry(
                "kubelet",
                0755,
                "SHA-256",
                KUBELET,
                7,
                Instant.ofEpochSecond(1_700_000_000),
                Instant.ofEpochSecond(INSTALLED));
        Instant installed = Instant.ofEpochSecond(INSTALLED);
        Instant built = Instant.ofEpochSecond(1_700_000_000);
        assertThat(PackageChecksums.since(entry, stat(7, built, installed.plusSeconds(20))))
                .isEqualTo(Since.UNCHANGED);
        assertThat(PackageChecksums.since(entry, stat(8, built, installed.plusSeconds(20))))
                .isEqualTo(Since.CHANGED);
        assertThat(PackageChecksums.since(entry, stat(7, installed, installed.plusSeconds(20))))
                .isEqualTo(Since.CHANGED);
        assertThat(PackageChecksums.since(entry, stat(7, built, installed.plusSeconds(86_400))))
                .isEqualTo(Since.UNCLEAR);
        assertThat(PackageChecksums.since(entry, stat(7, built, built))).isEqualTo(Since.UNCLEAR);
    }

    private static Stat stat(long size, Instant modified, Instant changed) {
        return new Stat("/usr/bin/kubelet", Stat.Type.FILE, 0755, 0, 0, size, modified, changed);
    }

    @Test
    void brokenDatabasesAreUnknownOrTheSame() throws IOException, SQLException {
        Random random = new Random(13);
        for (Path file : List.of(sqlite(), ndb())) {
            byte[] good = Files.readAllBytes(file);
            String path = "/" + directory.relativize(file);
            HostRoot root = tree.root();
            for (int i = 0; i < 150; i++) {
                byte[] bad = good.clone();
                for (int j = 0; j < 1 << random.nextInt(12); j++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
                }
                Files.write(file, i % 10 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : bad);
                FileOwners owners = FileOwners.find(
                        root,
                        new Installed("rpm", Map.of("kubelet", ""), Set.of(), path, null),
                        List.of("/usr/bin/kubelet", "/opt/none"),
                        Map.of());
                // it may have hit what nobody reads; it must neither throw nor make files belong to packages
                assertThat(owners.of("/opt/none")).isNull();
            }
            Files.write(file, new byte[good.length]);
            assertThat(FileOwners.find(
                                    root,
                                    new Installed("rpm", Map.of("kubelet", ""), Set.of(), path, null),
                                    List.of("/opt/none"),
                                    Map.of())
                            .problem("/opt/none"))
                    .isNotNull();
            Files.delete(file);
        }
    }
}
