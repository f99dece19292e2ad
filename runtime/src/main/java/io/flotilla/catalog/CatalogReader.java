package io.flotilla.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/// A look into the catalog of a state directory, beside the process that uses it or without one. Changes
/// nothing and takes no lock that anybody waits for. For use by one thread at a time.
public final class CatalogReader implements AutoCloseable {

    private final Path file;
    private final Connection connection;
    private final Session session;

    private CatalogReader(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.session = new Session(connection);
    }

    /// Opens the catalog of a state directory; absent where there is none.
    ///
    /// @throws CatalogException when what is there is not a catalog that this version knows, or cannot be
    /// read
    public static Optional<CatalogReader> open(Path stateDirectory) {
        Path file = CatalogFile.in(stateDirectory.toAbsolutePath());
        try {
            return switch (CatalogFile.kind(file)) {
                case CatalogFile.Kind.Absent() -> Optional.empty();
                case CatalogFile.Kind.Foreign(String why) -> throw unreadable(file, why);
                case CatalogFile.Kind.Newer(int version) ->
                    throw unreadable(file, "it has version " + version + ", and this Flotilla knows " + Tables.VERSION);
                case CatalogFile.Kind.Ours() -> Optional.of(new CatalogReader(file, connect(file)));
            };
        } catch (IOException | SQLException e) {
            throw unreadable(file, e.toString());
        }
    }

    /// The target that the catalog's positions speak of.
    public String readTarget() {
        return run(() -> Tables.head(session).target());
    }

    /// Visits each row in the order of the ids, as all of them were at one moment.
    public void readRows(Consumer<DatabaseRow> visitor) {
        run(() -> {
            int[] id = {0};
            Tables.rows(session, row -> visitor.accept(row.view(new DatabaseId(++id[0]))));
            return id;
        });
    }

    /// The position of a database, where one is known.
    public Optional<Position> readPosition(DatabaseId id) {
        return run(() -> PositionTable.read(session, id));
    }

    @Override
    public void close() {
        run(() -> {
            session.close();
            connection.close();
            return file;
        });
    }

    private interface Query<T> {
        T run() throws SQLException;
    }

    private <T> T run(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static Connection connect(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        Connection connection = config.createConnection(Transactions.url(file));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only=ON");
        }
        return connection;
    }

    private static CatalogException unreadable(Path file, String why) {
        return new CatalogException("The catalog " + file + " cannot be read: " + why
                + ". Check the path and its permissions; a replicator makes the file anew when it was deleted");
    }
}
