package io.flotilla.catalog;

import io.flotilla.ltx.TxId;
import io.flotilla.spi.Tier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/// The statements of the catalog's file, but for the page hashes. Each runs inside its caller's transaction.
final class Tables {

    /// `Flot`, in bytes 68 to 71 of the file (SQLite file format, section 1.3).
    static final int APPLICATION_ID = 0x466c6f74;

    /// In bytes 60 to 63 of the file. Another number for each change that an older version cannot read.
    static final int VERSION = 1;

    private static final List<String> SCHEMA = List.of(
            "PRAGMA application_id=" + APPLICATION_ID,
            "PRAGMA user_version=" + VERSION,
            "CREATE TABLE catalog(one INTEGER PRIMARY KEY CHECK(one = 1), target TEXT NOT NULL,"
                    + " hash_seed INTEGER NOT NULL, clean INTEGER NOT NULL)",
            "CREATE TABLE writers(node_id INTEGER PRIMARY KEY)",
            "CREATE TABLE databases(id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, replica BLOB NOT NULL UNIQUE,"
                    + " tier TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,"
                    + " fingerprint INTEGER NOT NULL, last_write INTEGER NOT NULL, acked_at INTEGER NOT NULL,"
                    + " txid INTEGER NOT NULL)",
            "CREATE TABLE positions(database INTEGER PRIMARY KEY, txid INTEGER NOT NULL, device INTEGER NOT NULL,"
                    + " inode INTEGER NOT NULL, born INTEGER NOT NULL, page_size INTEGER NOT NULL,"
                    + " page_count INTEGER NOT NULL, boot_id TEXT NOT NULL, salt1 INTEGER, salt2 INTEGER,"
                    + " log_offset INTEGER, checksum1 INTEGER, checksum2 INTEGER, hashed INTEGER NOT NULL)",
            "CREATE TABLE page_hashes(database INTEGER, chunk INTEGER, hashes BLOB NOT NULL,"
                    + " PRIMARY KEY(database, chunk)) WITHOUT ROWID");

    private Tables() {}

    /// What the table `catalog` holds.
    record Head(String target, long hashSeed, boolean clean) {}

    static void create(Connection connection, Head head) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
        int clean = head.clean() ? 1 : 0;
        execute(connection, "INSERT INTO catalog VALUES(1, ?, ?, ?)", head.target(), head.hashSeed(), clean);
    }

    static Head head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT target, hash_seed, clean FROM catalog")) {
            if (!row.next()) {
                throw new SQLException("the table catalog is empty");
            }
            return new Head(row.getString(1), row.getLong(2), row.getBoolean(3));
        }
    }

    static void setClean(Connection connection, int clean) throws SQLException {
        execute(connection, "UPDATE catalog SET clean = ?", clean);
    }

    static void addWriter(Connection connection, long nodeId) throws SQLException {
        execute(connection, "INSERT OR IGNORE INTO writers VALUES(?)", nodeId);
    }

    static Set<Long> writers(Connection connection) throws SQLException {
        Set<Long> writers = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT node_id FROM writers")) {
            while (row.next()) {
                writers.add(row.getLong(1));
            }
        }
        return writers;
    }

    /// All rows in the order of their ids, which have no gaps.
    static void rows(Connection connection, Consumer<StoredRow> rows) throws SQLException {
        String sql = "SELECT id, path, replica, tier, state, reason, fingerprint, last_write, acked_at, txid"
                + " FROM databases ORDER BY id";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            for (int expected = 1; row.next(); expected++) {
                if (row.getLong(1) != expected) {
                    throw new SQLException("database " + expected + " is missing");
                }
                rows.accept(row(row));
            }
        }
    }

    private static StoredRow row(ResultSet row) throws SQLException {
        try {
            return new StoredRow(
                    row.getBytes(2),
                    row.getBytes(3),
                    Tier.valueOf(row.getString(4)),
                    DatabaseState.valueOf(row.getString(5)),
                    row.getString(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10));
        } catch (IllegalArgumentException e) {
            throw new SQLException("database " + row.getLong(1) + ": " + e.getMessage(), e);
        }
    }

    static OptionalInt owner(Connection connection, byte[] replica) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM databases WHERE replica = ?")) {
            statement.setBytes(1, replica);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    static void addRow(Connection connection, int id, StoredRow row) throws SQLException {
        execute(
                connection,
                "INSERT INTO databases VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                row.path(),
                row.replica(),
                row.tier().name(),
                row.state().name(),
                row.reason(),
                row.fingerprint(),
                row.lastWrite(),
                row.ackedAt(),
                row.txId());
    }

    static void advance(Connection connection, Advance advance) throws SQLException {
        execute(
                connection,
                "UPDATE databases SET txid = ?, fingerprint = ?, last_write = ?, acked_at = ? WHERE id = ?",
                advance.position().txId().value(),
                advance.fingerprint().value(),
                advance.lastWrite().toEpochMilli(),
                advance.ackedAt().toEpochMilli(),
                advance.id().value());
    }

    static void setFingerprint(Connection connection, DatabaseId id, long fingerprint) throws SQLException {
        execute(connection, "UPDATE databases SET fingerprint = ? WHERE id = ?", fingerprint, id.value());
    }

    static void setState(Connection connection, DatabaseId id, DatabaseState state, String reason) throws SQLException {
        execute(
                connection,
                "UPDATE databases SET state = ?, reason = ? WHERE id = ?",
                state.name(),
                reason,
                id.value());
    }

    static void setTier(Connection connection, DatabaseId id, Tier tier) throws SQLException {
        execute(connection, "UPDATE databases SET tier = ? WHERE id = ?", tier.name(), id.value());
    }

    static void forget(Connection connection, DatabaseId id) throws SQLException {
        execute(connection, "UPDATE databases SET txid = 0, fingerprint = 0 WHERE id = ?", id.value());
        execute(connection, "DELETE FROM positions WHERE database = ?", id.value());
    }

    /// Stores a position together with the number of pages whose hashes belong to it, 0 for none.
    static void savePosition(Connection connection, DatabaseId id, Position position, int hashed) throws SQLException {
        String sql = "INSERT OR REPLACE INTO positions VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id.value());
            statement.setLong(2, position.txId().value());
            statement.setLong(3, position.identity().device());
            statement.setLong(4, position.identity().inode());
            statement.setLong(5, position.identity().bornNanos());
            statement.setInt(6, position.pageSize());
            statement.setInt(7, position.pageCount());
            statement.setString(8, position.bootId());
            bind(statement, position.log());
            statement.setInt(14, hashed);
            statement.executeUpdate();
        }
    }

    static Optional<Position> position(Connection connection, DatabaseId id) throws SQLException {
        String sql = "SELECT txid, device, inode, born, page_size, page_count, salt1, salt2, log_offset, checksum1,"
                + " checksum2, boot_id FROM positions WHERE database = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(position(row)) : Optional.empty();
            }
        }
    }

    private static Position position(ResultSet row) throws SQLException {
        var identity = new FileIdentity(row.getLong(2), row.getLong(3), row.getLong(4));
        long offset = row.getLong(9);
        LogPosition log = row.wasNull()
                ? new LogPosition.Unknown()
                : new LogPosition.At(row.getInt(7), row.getInt(8), offset, row.getInt(10), row.getInt(11));
        return new Position(new TxId(row.getLong(1)), identity, row.getInt(5), row.getInt(6), log, row.getString(12));
    }

    private static void bind(PreparedStatement statement, LogPosition log) throws SQLException {
        switch (log) {
            case LogPosition.At at -> {
                statement.setInt(9, at.salt1());
                statement.setInt(10, at.salt2());
                statement.setLong(11, at.offset());
                statement.setInt(12, at.checksum1());
                statement.setInt(13, at.checksum2());
            }
            case LogPosition.Unknown() -> {
                for (int column = 9; column <= 13; column++) {
                    statement.setNull(column, Types.INTEGER);
                }
            }
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
