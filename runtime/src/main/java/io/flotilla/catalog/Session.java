package io.flotilla.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// A connection with its statements: each is prepared once, for a batch uses it many times, and the next
/// transaction uses it again. For use by one thread at a time.
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    /// The statement with these values: integers, texts, bytes, or null. It belongs to the session.
    PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /// Runs a change, and gives the number of rows that it touched.
    int execute(String sql, Object... values) throws SQLException {
        return prepare(sql, values).executeUpdate();
    }

    /// Runs a statement that is not kept.
    void executeOnce(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Runs a query. The caller closes the result before it uses the same statement again.
    ResultSet query(String sql, Object... values) throws SQLException {
        return prepare(sql, values).executeQuery();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
