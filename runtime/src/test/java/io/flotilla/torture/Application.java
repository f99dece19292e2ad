package io.flotilla.torture;

import java.sql.SQLException;

/// Somebody who has a database open through SQLite. For one thread.
interface Application extends AutoCloseable {

    /// Runs statements one after another, until one fails.
    void execute(Iterable<String> statements) throws SQLException;

    @Override
    void close() throws SQLException;
}
