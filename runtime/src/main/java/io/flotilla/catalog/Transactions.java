package io.flotilla.catalog;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.sqlite.JDBC;

/// Runs work on the catalog's file: all of it or nothing. Safe for use by several threads.
///
/// The pool is our own: nothing of an embedding application's data sources is used or seen.
final class Transactions implements AutoCloseable {

    /// Work inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /// One writer, and a few readers beside it: WAL mode lets them.
    private static final int CONNECTIONS = 4;

    private final AgroalDataSource pool;
    private final Path file;

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
        return run(List.of("BEGIN"), work);
    }

    <T> T write(Work<T> work) {
        return run(List.of("PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE"), work);
    }

    /// Returns only when the change, and each before it, survives a power cut.
    <T> T writeDurably(Work<T> work) {
        return run(List.of("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE"), work);
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T run(List<String> begin, Work<T> work) {
        try {
            Connection connection = pool.getConnection();
            try {
                for (String statement : begin) {
                    execute(connection, statement);
                }
                return finish(connection, work);
            } finally {
                giveBack(connection);
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
    private static <T> T finish(Connection connection, Work<T> work) throws SQLException {
        try {
            T result;
            try (Session session = new Session(connection)) {
                result = work.run(session);
            }
            execute(connection, "COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /// The transaction is decided by now, so a connection that cannot be given back changes nothing; the pool makes
    /// another one.
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException decidedBefore) {
            return;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// SQLite rolls back by itself after some errors, a full disk for one, and then says that there is
    /// nothing to.
    private static void rollBack(Connection connection, Throwable cause) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
