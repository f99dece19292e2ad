package io.flotilla.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConnection;

/// What SQLite itself makes of a database and its `-wal` or `-journal`: a copy of them, opened, recovered and
/// checkpointed. The application must be quiescent while the copy is made, or dead.
public final class RecoveredCopy {

    private static final int WRITE_VERSION = 18;
    private static final int READ_VERSION = 19;

    private RecoveredCopy() {}

    /// The bytes of the recovered database, which passes `integrity_check`.
    public static byte[] bytes(Path database) throws IOException {
        Path directory = Files.createTempDirectory("recovered");
        try {
            Path copy = directory.resolve("copy.db");
            for (String suffix : new String[] {"", "-wal", "-journal"}) {
                Path source = Path.of(database + suffix);
                if (Files.exists(source)) {
                    Files.copy(source, Path.of(copy + suffix));
                }
            }
            recover(copy);
            return Files.readAllBytes(copy);
        } finally {
            delete(directory);
        }
    }

    /// What `integrity_check` says of a database with these bytes: `ok` where all is well.
    public static String integrity(byte[] database) {
        return query(database, "PRAGMA integrity_check");
    }

    /// The first column of the first row of a query on a database with these bytes, or what SQLite says is wrong.
    public static String query(byte[] database, String sql) {
        byte[] copy = database.clone();
        if (copy.length > READ_VERSION) {
            // In memory there is no log.
            copy[WRITE_VERSION] = 1;
            copy[READ_VERSION] = 1;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            connection.unwrap(SQLiteConnection.class).deserialize("main", copy);
            return query(connection, sql);
        } catch (SQLException damaged) {
            return String.valueOf(damaged.getMessage());
        }
    }

    private static void recover(Path copy) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
            String check = query(connection, "PRAGMA integrity_check");
            if (!check.equals("ok")) {
                throw new IOException("SQLite recovered a damaged database: " + check);
            }
            query(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException failure) {
            throw new IOException(failure);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
