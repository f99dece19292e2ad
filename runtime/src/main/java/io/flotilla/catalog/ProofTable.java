package io.flotilla.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;

/// The table of proofs: a row for each database that was ever tried, and none for any other. An older version
/// passes over it. Each method runs inside its caller's transaction. Moments are seconds since 1970.
///
/// `proved` is when the last proof held, 0 where none did; `tried` is when the last one was made, and later
/// than `proved` where that one did not hold.
final class ProofTable {

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS proofs(database INTEGER PRIMARY KEY,"
            + " proved INTEGER NOT NULL, tried INTEGER NOT NULL)";

    private ProofTable() {}

    /// What is stored of one database.
    @FunctionalInterface
    interface Visitor {
        void visit(int id, long proved, long tried);
    }

    static void create(Session session) throws SQLException {
        session.execute(CREATE);
    }

    static void proved(Session session, DatabaseId id, long seconds) throws SQLException {
        session.execute("INSERT OR REPLACE INTO proofs VALUES(?, ?, ?)", id.value(), seconds, seconds);
    }

    static void failed(Session session, DatabaseId id, long seconds) throws SQLException {
        session.execute(
                "INSERT INTO proofs VALUES(?, 0, ?) ON CONFLICT(database) DO UPDATE SET"
                        + " tried = max(excluded.tried, proved + 1)",
                id.value(),
                seconds);
    }

    static void forget(Session session, DatabaseId id) throws SQLException {
        session.execute("DELETE FROM proofs WHERE database = ?", id.value());
    }

    static void read(Session session, Visitor visitor) throws SQLException {
        try (ResultSet row = session.query("SELECT database, proved, tried FROM proofs ORDER BY database")) {
            while (row.next()) {
                visitor.visit(row.getInt(1), row.getLong(2), row.getLong(3));
            }
        }
    }
}
