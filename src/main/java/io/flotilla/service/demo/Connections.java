package io.flotilla.service.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A writer's open connections: as many as its mode keeps, the longest unused is closed first. Used by one
/// thread.
final class Connections implements AutoCloseable {

    private static final List<String> PRAGMAS =
            List.of("busy_timeout = 20000", "foreign_keys = ON", "synchronous = NORMAL");

    private final Tree tree;
    private final Mode mode;
    private final Map<String, Connection> open = new LinkedHashMap<>(16, 0.75f, true);

    Connections(Tree tree, Mode mode) {
        this.tree = tree;
        this.mode = mode;
    }

    /// The connection to a database, opened now where there is none. It belongs to this object.
    Connection connection(String database) throws SQLException {
        Connection known = open.get(database);
        if (known != null) {
            return known;
        }
        Connection fresh = Sql.open(tree.file(database));
        open.put(database, fresh);
        for (String pragma : PRAGMAS) {
            Sql.execute(fresh, "PRAGMA " + pragma);
        }
        for (String pragma : mode.pragmas()) {
            Sql.execute(fresh, "PRAGMA " + pragma);
        }
        return fresh;
    }

    /// Closes what is more than the mode keeps.
    void trim() throws SQLException {
        while (open.size() > mode.connections()) {
            String eldest = open.keySet().iterator().next();
            drop(eldest);
        }
    }

    /// Closes the connection to a database, for instance one that failed.
    void drop(String database) throws SQLException {
        Connection connection = open.remove(database);
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void close() throws SQLException {
        for (String database : List.copyOf(open.keySet())) {
            drop(database);
        }
    }
}
