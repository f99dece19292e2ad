package io.flotilla.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which databases have files on the target that may be merged, be in a snapshot or be removed, in the
/// catalog's file alone: a row for each of those, and none for any other. A row takes some 60 bytes there with
/// its two index entries. Each method runs inside its caller's transaction.
///
/// `changed` is when the first file came that was not looked at yet, `due` when the next look is wanted
/// whatever comes.
final class LevelTable {

    private LevelTable() {}

    static void create(Session session) throws SQLException {
        session.execute("CREATE TABLE levels(database INTEGER PRIMARY KEY, changed INTEGER NOT NULL,"
                + " due INTEGER NOT NULL)");
        session.execute("CREATE INDEX levels_by_change ON levels(changed)");
        session.execute("CREATE INDEX levels_by_due ON levels(due)");
    }

    /// The same in a catalog that an older version wrote: what has more than its first file is looked at once.
    static void createFor(Session session) throws SQLException {
        create(session);
        session.execute("INSERT INTO levels SELECT id, 0, ? FROM databases WHERE txid > 1", Long.MAX_VALUE);
    }

    /// A file came. The first one of a replica is as good as a snapshot, and nothing is to be done for it.
    static void changed(Session session, DatabaseId id, long txId, Instant at) throws SQLException {
        if (txId > 1) {
            session.execute(
                    "INSERT INTO levels VALUES(?, ?, ?) ON CONFLICT(database) DO UPDATE SET changed = excluded.changed"
                            + " WHERE changed > excluded.changed",
                    id.value(),
                    at.toEpochMilli(),
                    Long.MAX_VALUE);
        }
    }

    /// Those that changed before the one moment, or are due before the other, the longest waiting first.
    static List<DatabaseId> due(Session session, Instant changedBefore, Instant dueBefore, int most)
            throws SQLException {
        var ids = new ArrayList<DatabaseId>();
        String sql = "SELECT database FROM levels WHERE changed <= ? OR due <= ? ORDER BY min(changed, due) LIMIT ?";
        try (ResultSet row = session.query(sql, changedBefore.toEpochMilli(), dueBefore.toEpochMilli(), most)) {
            while (row.next()) {
                ids.add(new DatabaseId(row.getInt(1)));
            }
        }
        return ids;
    }

    /// It was looked at, and is to be again then.
    static void looked(Session session, DatabaseId id, Instant due) throws SQLException {
        set(session, id, Long.MAX_VALUE, due.toEpochMilli());
    }

    /// It was looked at, and another file has come since this moment.
    static void lookedTooEarly(Session session, DatabaseId id, Instant changed, Optional<Instant> due)
            throws SQLException {
        set(session, id, changed.toEpochMilli(), due.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
    }

    private static void set(Session session, DatabaseId id, long changed, long due) throws SQLException {
        session.execute("UPDATE levels SET changed = ?, due = ? WHERE database = ?", changed, due, id.value());
    }

    /// Nothing is to be done until another file comes.
    static void done(Session session, DatabaseId id) throws SQLException {
        session.execute("DELETE FROM levels WHERE database = ?", id.value());
    }

    static int size(Session session) throws SQLException {
        try (ResultSet row = session.query("SELECT count(*) FROM levels")) {
            return row.getInt(1);
        }
    }

    /// Whether a later file than this one was confirmed.
    static boolean isBehind(Session session, DatabaseId id, long txId) throws SQLException {
        try (ResultSet row = session.query("SELECT 1 FROM databases WHERE id = ? AND txid > ?", id.value(), txId)) {
            return row.next();
        }
    }
}
