package io.flotilla.service.interop;

import io.flotilla.service.interop.Application.Habit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random changes of one database, through a connection that is closed and opened again now and then.
final class Changes {

    private static final int BUSY = 5;
    private static final List<String> CHECKPOINTS = List.of("PASSIVE", "FULL", "RESTART", "TRUNCATE");

    private final Path database;
    private Optional<Connection> connection = Optional.empty();

    Changes(Path database) {
        this.database = database;
    }

    void create(int pageBytes, String autoVacuum) throws SQLException {
        execute("PRAGMA page_size = " + pageBytes);
        execute("PRAGMA auto_vacuum = " + autoVacuum);
        execute("PRAGMA journal_mode = WAL");
        execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB)");
        execute("CREATE INDEX by_name ON things(name)");
    }

    /// Takes so many steps. One that another process is in the way of is left out.
    void apply(Random random, int steps, Habit habit) throws SQLException {
        number("PRAGMA schema_version");
        for (int step = 0; step < steps; step++) {
            try {
                apply(random, habit);
            } catch (SQLException failure) {
                if ((failure.getErrorCode() & 0xff) != BUSY) {
                    throw failure;
                }
                close();
            }
        }
    }

    void close() throws SQLException {
        if (connection.isPresent()) {
            connection.get().close();
            connection = Optional.empty();
        }
    }

    private void apply(Random random, Habit habit) throws SQLException {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> transaction(random, 1 + random.nextInt(5), "COMMIT");
            case 6, 7 -> transaction(random, 20 + random.nextInt(100), "COMMIT");
            // A small cache spills such a transaction into the log before it is rolled back, or committed.
            case 8 -> spill(random, "ROLLBACK");
            case 9 -> spill(random, "COMMIT");
            case 10, 11 -> execute("DELETE FROM things WHERE id % 3 = " + random.nextInt(3));
            case 12 -> shrink(random);
            case 13 -> execute("VACUUM");
            case 14, 15, 16 -> checkpoint(CHECKPOINTS.get(random.nextInt(CHECKPOINTS.size())));
            case 17 -> close();
            case 18 -> execute("PRAGMA wal_autocheckpoint = " + (random.nextBoolean() ? 10 : 1000));
            case 19 -> execute("PRAGMA journal_size_limit = " + (random.nextBoolean() ? 0 : -1));
            case 20 -> otherTable(random);
            case 21 -> execute("PRAGMA user_version = " + random.nextInt(1000));
            case 22 -> execute("REINDEX");
            default -> journalMode(random, habit);
        }
    }

    private void transaction(Random random, int rows, String end) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            for (int row = 0; row < rows; row++) {
                changeRow(random);
            }
            execute(end);
        } catch (SQLException failure) {
            execute("ROLLBACK");
            throw failure;
        }
    }

    private void spill(Random random, String end) throws SQLException {
        execute("PRAGMA cache_size = 3");
        transaction(random, 60, end);
        execute("PRAGMA cache_size = -2000");
    }

    private void changeRow(Random random) throws SQLException {
        long last = number("SELECT coalesce(max(id), 0) FROM things");
        boolean fresh = last == 0 || random.nextInt(3) > 0;
        long id = fresh ? last + 1 : 1 + random.nextLong(last);
        String sql = fresh
                ? "INSERT INTO things (content, name, id) VALUES (?, ?, ?)"
                : "UPDATE things SET content = ?, name = ? WHERE id = ?";
        try (var statement = connection().prepareStatement(sql)) {
            statement.setBytes(1, content(random));
            statement.setString(2, Integer.toString(random.nextInt(1000)));
            statement.setLong(3, id);
            statement.executeUpdate();
        }
    }

    /// Half of it compresses, half does not; one in eight fills pages of its own.
    private static byte[] content(Random random) {
        var content = new byte[random.nextInt(random.nextInt(8) == 0 ? 40_000 : 300)];
        if (random.nextBoolean()) {
            random.nextBytes(content);
        } else {
            Arrays.fill(content, (byte) random.nextInt());
        }
        return content;
    }

    private void shrink(Random random) throws SQLException {
        execute("DELETE FROM things WHERE id % 8 <> " + random.nextInt(8));
        execute(random.nextBoolean() ? "VACUUM" : "PRAGMA incremental_vacuum");
    }

    private void otherTable(Random random) throws SQLException {
        String name = "other" + random.nextInt(3);
        if (number("SELECT count(*) FROM sqlite_schema WHERE name = '" + name + "'") > 0) {
            execute("DROP TABLE " + name);
        } else {
            execute("CREATE TABLE " + name + " AS SELECT * FROM things WHERE id % 2 = " + random.nextInt(2));
        }
    }

    /// Does not wait for readers: a replicator may be one for as long as it runs.
    private void checkpoint(String kind) throws SQLException {
        execute("PRAGMA busy_timeout = 20");
        execute("PRAGMA wal_checkpoint(" + kind + ")");
        execute("PRAGMA busy_timeout = 10000");
    }

    private void journalMode(Random random, Habit habit) throws SQLException {
        switch (habit) {
            case WAL -> transaction(random, 3, "COMMIT");
            case ANY_MODE -> execute("PRAGMA journal_mode = " + (random.nextBoolean() ? "DELETE" : "WAL"));
        }
    }

    private Connection connection() throws SQLException {
        if (connection.isEmpty()) {
            connection = Optional.of(DriverManager.getConnection("jdbc:sqlite:" + database));
            execute("PRAGMA busy_timeout = 10000");
        }
        return connection.get();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection().createStatement()) {
            if (statement.execute(sql)) {
                exhaust(statement.getResultSet());
            }
        }
    }

    /// `incremental_vacuum` frees a page for each row that is asked for.
    private static void exhaust(ResultSet rows) throws SQLException {
        boolean more = true;
        while (more) {
            more = rows.next();
        }
    }

    private long number(String sql) throws SQLException {
        try (var statement = connection().createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
