package io.flotilla.catalog;

import io.flotilla.ltx.TxId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// The table of positions. Each statement runs inside its caller's transaction.
final class PositionTable {

    private PositionTable() {}

    /// Stores a position together with the number of pages whose hashes belong to it, 0 for none.
    static void save(Session session, DatabaseId id, Position position, int hashed) throws SQLException {
        session.execute(
                "INSERT OR REPLACE INTO positions(database, txid, device, inode, born, page_size, page_count, boot_id,"
                        + " hashed, timestamp) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.value(),
                position.txId().value(),
                position.identity().device(),
                position.identity().inode(),
                position.identity().bornNanos(),
                position.pageSize(),
                position.pageCount(),
                position.bootId(),
                hashed,
                position.timestamp().toEpochMilli());
        if (position.log() instanceof LogPosition.At at) {
            session.execute(
                    "UPDATE positions SET salt1 = ?, salt2 = ?, log_offset = ?, checksum1 = ?, checksum2 = ?"
                            + " WHERE database = ?",
                    at.salt1(),
                    at.salt2(),
                    at.offset(),
                    at.checksum1(),
                    at.checksum2(),
                    id.value());
            saveIndexMark(session, id, at.index());
        }
    }

    static void forget(Session session, DatabaseId id) throws SQLException {
        session.execute("DELETE FROM positions WHERE database = ?", id.value());
    }

    private static void saveIndexMark(Session session, DatabaseId id, LogPosition.IndexMark mark) throws SQLException {
        switch (mark) {
            case LogPosition.IndexMark.None() -> {}
            case LogPosition.IndexMark.Alone(long modifiedNanos) ->
                session.execute(
                        "UPDATE positions SET backfilled = 0, modified = ? WHERE database = ?",
                        modifiedNanos,
                        id.value());
            case LogPosition.IndexMark.Closed(long modifiedNanos) ->
                session.execute("UPDATE positions SET modified = ? WHERE database = ?", modifiedNanos, id.value());
            case LogPosition.IndexMark.Commits(int change, LogPosition.Backfill.Running()) ->
                session.execute("UPDATE positions SET change = ? WHERE database = ?", change, id.value());
            case LogPosition.IndexMark.Commits(int change, LogPosition.Backfill.Done done) ->
                session.execute(
                        "UPDATE positions SET change = ?, backfilled = ?, begun = ?, modified = ? WHERE database = ?",
                        change,
                        done.frames(),
                        done.begun(),
                        done.modifiedNanos(),
                        id.value());
        }
    }

    static Optional<Position> read(Session session, DatabaseId id) throws SQLException {
        String sql = "SELECT txid, timestamp, device, inode, born, page_size, page_count, boot_id, log_offset, salt1,"
                + " salt2, checksum1, checksum2, change, backfilled, begun, modified FROM positions WHERE database = ?";
        try (ResultSet row = session.query(sql, id.value())) {
            return row.next() ? Optional.of(position(row)) : Optional.empty();
        }
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(
                new TxId(row.getLong(1)),
                Instant.ofEpochMilli(row.getLong(2)),
                new FileIdentity(row.getLong(3), row.getLong(4), row.getLong(5)),
                row.getInt(6),
                row.getInt(7),
                logPosition(row),
                row.getString(8));
    }

    private static LogPosition logPosition(ResultSet row) throws SQLException {
        long offset = row.getLong(9);
        return row.wasNull()
                ? new LogPosition.Unknown()
                : new LogPosition.At(
                        row.getInt(10), row.getInt(11), offset, row.getInt(12), row.getInt(13), indexMark(row));
    }

    /// Which of the columns are there tells which mark it is.
    private static LogPosition.IndexMark indexMark(ResultSet row) throws SQLException {
        long modified = row.getLong(17);
        boolean isStampKnown = !row.wasNull();
        long backfilled = row.getLong(15);
        boolean isBackfillKnown = !row.wasNull();
        int change = row.getInt(14);
        if (row.wasNull()) {
            LogPosition.IndexMark mark = isBackfillKnown
                    ? new LogPosition.IndexMark.Alone(modified)
                    : new LogPosition.IndexMark.Closed(modified);
            return isStampKnown ? mark : new LogPosition.IndexMark.None();
        }
        LogPosition.Backfill backfill = isStampKnown
                ? new LogPosition.Backfill.Done(backfilled, row.getLong(16), modified)
                : new LogPosition.Backfill.Running();
        return new LogPosition.IndexMark.Commits(change, backfill);
    }
}
