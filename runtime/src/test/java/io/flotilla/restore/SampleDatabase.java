package io.flotilla.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/// A real SQLite database that grows, shrinks and changes at random.
final class SampleDatabase implements AutoCloseable {

    private final Path file;
    private final Random random;
    private final Connection connection;

    SampleDatabase(Path file, int pageSize, Random random) throws SQLException {
        this.file = file;
        this.random = random;
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        execute("PRAGMA page_size = " + pageSize);
        execute("PRAGMA auto_vacuum = FULL");
        execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, content BLOB)");
        execute("CREATE INDEX item_name ON item (name)");
    }

    /// One transaction, and the bytes of the database after it.
    byte[] change() throws SQLException, IOException {
        int rows = 1 + random.nextInt(20);
        String sql = switch (random.nextInt(4)) {
            case 0 -> "DELETE FROM item WHERE id % 3 = " + random.nextInt(3);
            case 1 -> "UPDATE item SET name = 'updated' || id WHERE id % 5 = " + random.nextInt(5);
            default ->
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %d)".formatted(rows)
                        + " INSERT INTO item (name, content) SELECT 'name' || x || '-%d', randomblob(%d)"
                                .formatted(random.nextInt(1000), random.nextInt(3000))
                        + " FROM n";
        };
        execute(sql);
        return Files.readAllBytes(file);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// What SQLite says of a database's soundness.
    static String integrity(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA integrity_check")) {
            return result.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
