package io.flotilla.catalog;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/// Runs work on the catalog's file: all of it or nothing. Safe for use by several threads.
///
/// The pool is our own: nothing of an embedding application's data sources is used or seen.
final class Transactions implements AutoCloseable {

    /// Work inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /// The first statements of a transaction.
    @FunctionalInterface
    private interface Begin {
        void on(Session session) throws SQLException;
    }

    /// One writer, and a few readers beside it: WAL mode lets them.
    private static final int CONNECTIONS = 4;

    private final AgroalDataSource pool;
    private final Path file;

    /// Of each connection that the pool has: it is used by one thread at a time.
    private final Map<Connection, Session> sessions = new ConcurrentHashMap<>();

    private Transactions(AgroalDataSource pool, Path file) {
        this.pool = pool;
        this.file = file;
    }

    static Transactions on(Path file) throws SQLException {
        var settings = new AgroalDataSourceConfigurationSupplier().metricsEnabled(false);
        settings.connectionPoolConfiguration(pool -> pool.minSize(0)
                .maxSize(CONNECTIONS)
                .acquisitionTimeout(Duration.ofSeconds(30))
                .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(JDBC.class)
                        .jdbcUrl(url(file))
                        .jdbcProperty("journal_mode", "WAL")
                        .jdbcProperty("synchronous", "NORMAL")
                        .jdbcProperty("busy_timeout", "10000")));
        return new Transactions(AgroalDataSource.from(settings), file);
    }

    /// As a URI, because the driver would take a `?` in a plain name for the begin of its settings.
    static String url(Path file) {
        return "jdbc:sqlite:" + file.toUri();
    }

    /// Whatever the connection did before, a read syncs nothing.
    <T> T read(Work<T> work) {
        return run(session -> session.execute("BEGIN"), work);
    }

    <T> T write(Work<T> work) {
        return run(session -> begin(session, "NORMAL"), work);
    }

    /// Returns only when the change, and each before it, survives a power cut.
    <T> T writeDurably(Work<T> work) {
        return run(session -> begin(session, "FULL"), work);
    }

    /// SQLite changes this setting when the statement is prepared, not when it runs: one that is kept would do
    /// nothing.
    private static void begin(Session session, String synchronous) throws SQLException {
        session.executeOnce("PRAGMA synchronous=" + synchronous);
        session.execute("BEGIN IMMEDIATE");
    }

    /// Closing a connection ends its statements.
    @Override
    public void close() {
        pool.close();
    }

    private <T> T run(Begin begin, Work<T> work) {
        try {
            Connection pooled = pool.getConnection();
            try {
                Session session = sessions.computeIfAbsent(pooled.unwrap(SQLiteConnection.class), Session::new);
                begin.on(session);
                return finish(session, work);
            } finally {
                giveBack(pooled);
            }
        } catch (SQLException e) {
            throw new CatalogException(
                    "The catalog " + file + " failed: " + e.getMessage()
                            + ". Nothing was changed. Check the disk's free"
                            + " space and permissions; the catalog is a cache, and when Flotilla is stopped it may be"
                            + " deleted",
                    e);
        }
    }

    /// The commit comes last: nothing that happens after it makes it a failure.
    private <T> T finish(Session session, Work<T> work) throws SQLException {
        try {
            T result = work.run(session);
            session.execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(session, e);
            throw e;
        }
    }

    /// The transaction is decided by now, so a connection that cannot be given back changes nothing; the pool makes
    /// another one, and the sessions are begun anew.
    private void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException decidedBefore) {
            sessions.clear();
        }
    }

    /// The statements that failed are not used again.
    ///
    /// SQLite rolls back by itself after some errors, a full disk for one, and then says that there is
    /// nothing to.
    private void rollBack(Session session, Throwable cause) {
        try (session) {
            sessions.values().remove(session);
            session.executeOnce("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
