package io.nodeward.hostprobes.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Databases as rpm has sqlite make them (rpm, lib/backend/sqlite.cc), with small pages so that few packages make a tree of them. */
final class MadeRpmDatabase {

    private MadeRpmDatabase() {}

    /** Writes a whole database, as it is when nobody has it open. */
    static void write(Path file, List<String> packages) throws IOException, SQLException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (Connection database = open(file)) {
            fill(database, packages);
        }
    }

    /** Writes a database in which a package took another's place, when only its log knows yet. */
    static void write(Path file, List<String> packages, String before, String after) throws IOException, SQLException {
        Path other = file.resolveSibling("made.sqlite");
        write(other, packages);
        try (Connection database = open(other);
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("UPDATE Name SET key = '" + after + "' WHERE key = '" + before + "'");
            // while it is open, since closing moves the log into the file
            Files.copy(other, file);
            Files.copy(log(other), log(file));
        }
        Files.delete(other);
    }

    /** Writes a database of one package with files, each with its permissions, and many others without. */
    static void write(Path file, String name, Map<String, Integer> files) throws IOException, SQLException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (Connection database = open(file)) {
            fill(database, List.of("filler"));
            try (Statement statement = database.createStatement()) {
                statement.execute(
                        "CREATE TABLE 'Basenames' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT"
                                + " NULL, FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum))");
                statement.execute("CREATE INDEX 'Basenames_key_idx' ON 'Basenames'(key ASC)");
                for (int i = 0; i < 300; i++) {
                    statement.execute("INSERT INTO Packages (blob) VALUES (zeroblob(20))");
                    statement.execute("INSERT INTO Basenames VALUES ('other" + i + "', " + (i + 2) + ", 0)");
                }
            }
            try (PreparedStatement statement =
                    database.prepareStatement("INSERT INTO Packages (hnum, blob) VALUES (150000, ?)")) {
                statement.setBytes(1, header(name, files));
                statement.execute();
            }
            try (PreparedStatement statement =
                    database.prepareStatement("INSERT INTO Basenames VALUES (?, 150000, ?)")) {
                int number = 0;
                for (String path : files.keySet()) {
                    statement.setString(1, path.substring(path.lastIndexOf('/') + 1));
                    statement.setInt(2, number++);
                    statement.execute();
                }
            }
        }
    }

    /** As rpm writes it: each file has a directory of its own here, which rpm would share. */
    private static byte[] header(String name, Map<String, Integer> files) {
        ByteArrayOutputStream modes = new ByteArrayOutputStream();
        ByteArrayOutputStream indexes = new ByteArrayOutputStream();
        StringBuilder baseNames = new StringBuilder();
        StringBuilder directories = new StringBuilder();
        int number = 0;
        for (Map.Entry<String, Integer> file : files.entrySet()) {
            int slash = file.getKey().lastIndexOf('/') + 1;
            modes.writeBytes(ByteBuffer.allocate(2)
                    .putShort(file.getValue().shortValue())
                    .array());
            indexes.writeBytes(ByteBuffer.allocate(4).putInt(number++).array());
            baseNames.append(file.getKey(), slash, file.getKey().length()).append('\0');
            directories.append(file.getKey(), 0, slash).append('\0');
        }
        int[] tags = {1000, 1030, 1116, 1117, 1118};
        int[] types = {6, 3, 4, 8, 8};
        byte[][] data = {
            (name + "\0").getBytes(StandardCharsets.UTF_8),
            modes.toByteArray(),
            indexes.toByteArray(),
            baseNames.toString().getBytes(StandardCharsets.UTF_8),
            directories.toString().getBytes(StandardCharsets.UTF_8)
        };
        int length = 0;
        ByteBuffer entries = ByteBuffer.allocate(8 + 16 * tags.length);
        entries.putInt(tags.length).putInt(0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < tags.length; i++) {
            entries.putInt(tags[i]).putInt(types[i]).putInt(length).putInt(i == 0 ? 1 : files.size());
            length += data[i].length;
        }
        all.writeBytes(entries.putInt(4, length).array());
        for (byte[] each : data) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static void fill(Connection database, List<String> packages) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("PRAGMA page_size = 512");
            statement.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
            statement.execute("CREATE TABLE 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL,"
                    + " FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum))");
            statement.execute("CREATE INDEX 'Name_key_idx' ON 'Name'(key ASC)");
            for (int i = 0; i < packages.size(); i++) {
                statement.execute("INSERT INTO Packages (blob) VALUES (zeroblob(20))");
                statement.execute("INSERT INTO Name VALUES ('" + packages.get(i) + "', " + (i + 1) + ", 0)");
            }
        }
    }
}
