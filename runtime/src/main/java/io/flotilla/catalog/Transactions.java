package io.flotilla.catalog;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.JDBC;

/// Runs work on the catalog's file: all of it or nothing. Safe for use by several threads.
///
/// The pool is our own: nothing of an embedding application's data sources is used or seen.
final class Transactions implements AutoCloseable {

    /// Work on one connection, inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
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

    <T> T read(Work<T> work) {
        return run("DEFERRED", "NORMAL", work);
    }

    <T> T write(Work<T> work) {
        return run("IMMEDIATE", "NORMAL", work);
    }

    /// Returns only when the change survives a power cut.
    <T> T writeDurably(Work<T> work) {
        return run("IMMEDIATE", "FULL", work);
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T run(String kind, String synchronous, Work<T> work) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous=" + synchronous);
            statement.execute("BEGIN " + kind);
            return finish(statement, work, connection);
        } catch (SQLException e) {
            throw new CatalogException(
                    "The catalog " + file + " failed: " + e.getMessage()
                            + ". Nothing was changed. Check the disk's free"
                            + " space and permissions; the catalog is a cache, and when Flotilla is stopped it may be"
                            + " deleted",
                    e);
        }
    }

    private static <T> T finish(Statement statement, Work<T> work, Connection connection) throws SQLException {
        try {
            T result = work.run(connection);
            statement.execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(statement, e);
            throw e;
        }
    }

    /// SQLite rolls back by itself after some errors, a full disk for one, and then says that there is
    /// nothing to.
    private static void rollBack(Statement statement, Throwable cause) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
