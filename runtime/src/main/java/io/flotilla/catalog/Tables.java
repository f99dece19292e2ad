package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/// The statements of the catalog's file, but for positions, page hashes, levels and proofs. Each runs inside its
/// caller's transaction.
final class Tables {

    /// `Flot`, in bytes 68 to 71 of the file (SQLite file format, section 1.3).
    static final int APPLICATION_ID = 0x466c6f74;

    /// In bytes 60 to 63 of the file. Another number for each change that an older version cannot read.
    static final int VERSION = 4;

    private static final List<String> SCHEMA = List.of(
            "PRAGMA application_id=" + APPLICATION_ID,
            "PRAGMA user_version=" + VERSION,
            "CREATE TABLE catalog(one INTEGER PRIMARY KEY CHECK(one = 1), target TEXT NOT NULL,"
                    + " hash_seed INTEGER NOT NULL, clean INTEGER NOT NULL, boot_id TEXT NOT NULL)",
            "CREATE TABLE writers(node_id INTEGER PRIMARY KEY)",
            "CREATE TABLE databases(id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, replica BLOB NOT NULL UNIQUE,"
                    + " tier TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,"
                    + " fingerprint INTEGER NOT NULL, last_write INTEGER NOT NULL, acked_at INTEGER NOT NULL,"
                    + " txid INTEGER NOT NULL, reason_code TEXT NOT NULL)",
            "CREATE TABLE positions(database INTEGER PRIMARY KEY, txid INTEGER NOT NULL, device INTEGER NOT NULL,"
                    + " inode INTEGER NOT NULL, born INTEGER NOT NULL, page_size INTEGER NOT NULL,"
                    + " page_count INTEGER NOT NULL, boot_id TEXT NOT NULL, salt1 INTEGER, salt2 INTEGER,"
                    + " log_offset INTEGER, checksum1 INTEGER, checksum2 INTEGER, hashed INTEGER NOT NULL,"
                    + " timestamp INTEGER NOT NULL, change INTEGER, backfilled INTEGER, modified INTEGER,"
                    + " begun INTEGER)",
            "CREATE TABLE page_hashes(database INTEGER, chunk INTEGER, hashes BLOB NOT NULL,"
                    + " PRIMARY KEY(database, chunk)) WITHOUT ROWID");

    /// What version 2 has and version 1 had not: a position of version 1 knows less of its log.
    private static final List<String> SINCE_VERSION_1 = List.of(
            "ALTER TABLE positions ADD COLUMN timestamp INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE positions ADD COLUMN change INTEGER",
            "ALTER TABLE positions ADD COLUMN backfilled INTEGER",
            "ALTER TABLE positions ADD COLUMN modified INTEGER",
            "ALTER TABLE databases ADD COLUMN reason_code TEXT NOT NULL DEFAULT 'NONE'",
            "ALTER TABLE catalog ADD COLUMN boot_id TEXT NOT NULL DEFAULT ''");

    /// What version 3 has and version 2 had not.
    private static final List<String> SINCE_VERSION_2 =
            List.of("ALTER TABLE positions ADD COLUMN begun INTEGER", "UPDATE positions SET begun = backfilled");

    /// What was found out about the target, a word each. An older version passes over it, so it needs no version.
    private static final String PROVED = "CREATE TABLE IF NOT EXISTS proved(what TEXT PRIMARY KEY)";

    private Tables() {}

    /// What the table `catalog` holds.
    record Head(String target, long hashSeed, boolean clean, String bootId) {}

    static void create(Session session, Head head) throws SQLException {
        executeAll(session, SCHEMA);
        LevelTable.create(session);
        ProofTable.create(session);
        session.execute(PROVED);
        int clean = head.clean() ? 1 : 0;
        session.execute(
                "INSERT INTO catalog VALUES(1, ?, ?, ?, ?)", head.target(), head.hashSeed(), clean, head.bootId());
    }

    static Head head(Session session) throws SQLException {
        try (ResultSet row = session.query("SELECT target, hash_seed, clean, boot_id FROM catalog")) {
            if (!row.next()) {
                throw new SQLException("the table catalog is empty");
            }
            return new Head(row.getString(1), row.getLong(2), row.getBoolean(3), row.getString(4));
        }
    }

    /// Brings the tables of an older version to this one, and says which version it was.
    static int upgrade(Session session) throws SQLException {
        int version;
        try (ResultSet row = session.query("PRAGMA user_version")) {
            version = row.getInt(1);
        }
        if (version < 2) {
            executeAll(session, SINCE_VERSION_1);
        }
        if (version < 3) {
            executeAll(session, SINCE_VERSION_2);
        }
        if (version < VERSION) {
            LevelTable.createFor(session);
            session.execute("PRAGMA user_version=" + VERSION);
        }
        ProofTable.create(session);
        session.execute(PROVED);
        return version;
    }

    static boolean isProved(Session session, String what) throws SQLException {
        try (ResultSet row = session.query("SELECT 1 FROM proved WHERE what = ?", what)) {
            return row.next();
        }
    }

    static void prove(Session session, String what) throws SQLException {
        session.execute("INSERT OR IGNORE INTO proved VALUES(?)", what);
    }

    private static void executeAll(Session session, List<String> statements) throws SQLException {
        for (String sql : statements) {
            session.execute(sql);
        }
    }

    static void setClean(Session session, int clean) throws SQLException {
        session.execute("UPDATE catalog SET clean = ?", clean);
    }

    static void setBootId(Session session, String bootId) throws SQLException {
        session.execute("UPDATE catalog SET boot_id = ?", bootId);
    }

    static void addWriter(Session session, long nodeId) throws SQLException {
        session.execute("INSERT OR IGNORE INTO writers VALUES(?)", nodeId);
    }

    static Set<Long> writers(Session session) throws SQLException {
        Set<Long> writers = new HashSet<>();
        try (ResultSet row = session.query("SELECT node_id FROM writers")) {
            while (row.next()) {
                writers.add(row.getLong(1));
            }
        }
        return writers;
    }

    /// All rows in the order of their ids, which have no gaps.
    static void rows(Session session, Consumer<StoredRow> rows) throws SQLException {
        String sql = "SELECT id, path, replica, tier, state, reason, fingerprint, last_write, acked_at, txid,"
                + " reason_code"
                + " FROM databases ORDER BY id";
        try (ResultSet row = session.query(sql)) {
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
                    new Why(ReasonCode.valueOf(row.getString(11)), row.getString(6)),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10));
        } catch (IllegalArgumentException e) {
            throw new SQLException("database " + row.getLong(1) + ": " + e.getMessage(), e);
        }
    }

    static OptionalInt owner(Session session, byte[] replica) throws SQLException {
        try (ResultSet row = session.query("SELECT id FROM databases WHERE replica = ?", (Object) replica)) {
            return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
        }
    }

    /// Adds a row, unless another one has its replica: then it gives false.
    static boolean addRow(Session session, int id, StoredRow row) throws SQLException {
        int added = session.execute(
                "INSERT INTO databases VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(replica) DO NOTHING",
                id,
                row.path(),
                row.replica(),
                row.tier().name(),
                row.state().name(),
                row.why().text(),
                row.fingerprint(),
                row.lastWrite(),
                row.ackedAt(),
                row.txId(),
                row.why().code().name());
        return added == 1;
    }

    static void advance(Session session, Advance advance) throws SQLException {
        session.execute(
                "UPDATE databases SET txid = ?, fingerprint = ?, last_write = ?, acked_at = ? WHERE id = ?",
                advance.position().txId().value(),
                advance.fingerprint().value(),
                advance.lastWrite().toEpochMilli(),
                advance.ackedAt().toEpochMilli(),
                advance.id().value());
    }

    static void setFingerprint(Session session, DatabaseId id, long fingerprint) throws SQLException {
        session.execute("UPDATE databases SET fingerprint = ? WHERE id = ?", fingerprint, id.value());
    }

    static void setState(Session session, DatabaseId id, DatabaseState state, Why why) throws SQLException {
        session.execute(
                "UPDATE databases SET state = ?, reason = ?, reason_code = ? WHERE id = ?",
                state.name(),
                why.text(),
                why.code().name(),
                id.value());
    }

    static void setTier(Session session, DatabaseId id, Tier tier) throws SQLException {
        session.execute("UPDATE databases SET tier = ? WHERE id = ?", tier.name(), id.value());
    }

    static void forget(Session session, DatabaseId id) throws SQLException {
        session.execute("UPDATE databases SET txid = 0, fingerprint = 0 WHERE id = ?", id.value());
        PositionTable.forget(session, id);
    }
}
