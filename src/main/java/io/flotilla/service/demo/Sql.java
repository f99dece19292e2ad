package io.flotilla.service.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// The few JDBC calls that every class here makes. The driver is used without a framework, because a writer
/// has to start in a few hundred milliseconds.
public final class Sql {

    private static final int SQLITE_BUSY = 5;

    private Sql() {}

    /// Opens a database for reading and writing; SQLite creates an absent one.
    public static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database.toAbsolutePath());
    }

    /// Opens a database file that nobody writes, without locks and without files beside it.
    ///
    /// `immutable` makes SQLite ignore a log: the caller has seen to it that there is none.
    static Connection openImmutable(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:"
                + database.toAbsolutePath().toUri().toString().replace("file:///", "file:/") + "?immutable=1");
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /// The first column of the first row, or zero where there is no row or the value is NULL.
    static long number(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = prepare(connection, sql, values);
                var rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    static boolean isBusy(SQLException failure) {
        return (failure.getErrorCode() & 0xff) == SQLITE_BUSY;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
