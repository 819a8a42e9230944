package io.nodeward.hostprobes.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
