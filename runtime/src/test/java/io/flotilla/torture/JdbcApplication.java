package io.flotilla.torture;

import io.flotilla.sqlite.SqliteApplication;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/// A connection of this process, with the SQLite that this project brings along.
final class JdbcApplication implements Application {

    private final Connection connection;

    private JdbcApplication(Connection connection) {
        this.connection = connection;
    }

    static JdbcApplication open(Path database) throws SQLException {
        return new JdbcApplication(DriverManager.getConnection("jdbc:sqlite:" + database));
    }

    @Override
    public void execute(Iterable<String> statements) throws SQLException {
        for (String statement : statements) {
            SqliteApplication.execute(connection, statement);
        }
    }

    String query(String sql) throws SQLException {
        return SqliteApplication.query(connection, sql);
    }

    /// The state as it is on disk and in the log. What the cache holds is forgotten first: SQLite need not have
    /// written the pages that became free.
    State state() throws SQLException {
        SqliteApplication.execute(connection, "PRAGMA shrink_memory");
        if (query("PRAGMA page_count").equals("0")) {
            return State.of(new byte[0]);
        }
        return State.of(connection.unwrap(SQLiteConnection.class).serialize("main"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
