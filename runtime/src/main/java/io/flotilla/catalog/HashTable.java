package io.flotilla.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/// The page hashes in the catalog's file: 512 pages a row, so that a small change of a big database rewrites
/// only the rows that it touches, and a small database has one row. Hashes are little-endian, eight bytes
/// each; what a row is too short for is [PageHashes#UNKNOWN]. Each method runs inside its caller's
/// transaction.
final class HashTable {

    static final int PAGES_A_CHUNK = 512;

    private HashTable() {}

    /// Applies a change, and gives the number of pages whose hashes are known by it: 0 or all.
    static int apply(Session session, DatabaseId id, HashChange change) throws SQLException {
        return switch (change) {
            case HashChange.Replace(PageHashes all) -> replace(session, id, all);
            case HashChange.Update update -> update(session, id, update);
            case HashChange.Forget() -> forget(session, id);
        };
    }

    static int forget(Session session, DatabaseId id) throws SQLException {
        deleteFrom(session, id, 0);
        return 0;
    }

    /// The hashes that belong to the stored position.
    static Optional<PageHashes> read(Session session, DatabaseId id) throws SQLException {
        int pages = hashed(session, id);
        if (pages == 0) {
            return Optional.empty();
        }
        long[] hashes = new long[pages];
        String sql = "SELECT chunk, hashes FROM page_hashes WHERE database = ? ORDER BY chunk";
        try (ResultSet row = session.query(sql, id.value())) {
            while (row.next()) {
                copy(row.getBytes(2), hashes, Math.multiplyExact(row.getInt(1), PAGES_A_CHUNK));
            }
        }
        return Optional.of(PageHashes.owning(hashes));
    }

    private static void copy(byte[] chunk, long[] hashes, int from) throws SQLException {
        int pages = chunk.length / Long.BYTES;
        if (from < 0 || pages > PAGES_A_CHUNK || pages > hashes.length - from) {
            throw new SQLException("hashes behind the last page");
        }
        littleEndian(chunk).asLongBuffer().get(hashes, from, pages);
    }

    private static int replace(Session session, DatabaseId id, PageHashes all) throws SQLException {
        forget(session, id);
        long[] hashes = all.toArray();
        for (int from = 0; from < hashes.length; from += PAGES_A_CHUNK) {
            long[] chunk = Arrays.copyOfRange(hashes, from, Math.min(hashes.length, from + PAGES_A_CHUNK));
            write(session, id, from / PAGES_A_CHUNK, chunk);
        }
        return hashes.length;
    }

    private static int update(Session session, DatabaseId id, HashChange.Update update) throws SQLException {
        int before = hashed(session, id);
        if (before == 0) {
            return forget(session, id);
        }
        if (update.pageCount() < before) {
            shrink(session, id, update.pageCount());
        }
        int[] pages = update.pageNumbers();
        for (int from = 0; from < pages.length; ) {
            int chunk = (pages[from] - 1) / PAGES_A_CHUNK;
            int end = from;
            while (end < pages.length && (pages[end] - 1) / PAGES_A_CHUNK == chunk) {
                end++;
            }
            patch(session, id, update, from, end);
            from = end;
        }
        return update.pageCount();
    }

    /// Puts the hashes number `from` to `end` of the update, which all lie in one chunk, into that chunk.
    private static void patch(Session session, DatabaseId id, HashChange.Update update, int from, int end)
            throws SQLException {
        int chunk = (update.pageNumbers()[from] - 1) / PAGES_A_CHUNK;
        long[] hashes = readChunk(session, id, chunk);
        int needed = (update.pageNumbers()[end - 1] - 1) % PAGES_A_CHUNK + 1;
        hashes = Arrays.copyOf(hashes, Math.max(hashes.length, needed));
        for (int i = from; i < end; i++) {
            hashes[(update.pageNumbers()[i] - 1) % PAGES_A_CHUNK] = update.hashes()[i];
        }
        write(session, id, chunk, hashes);
    }

    /// Drops what lies behind the last page, so that it does not come back when the database grows again.
    private static void shrink(Session session, DatabaseId id, int pageCount) throws SQLException {
        int chunk = pageCount / PAGES_A_CHUNK;
        int kept = pageCount % PAGES_A_CHUNK;
        long[] hashes = readChunk(session, id, chunk);
        deleteFrom(session, id, chunk);
        if (kept > 0) {
            write(session, id, chunk, Arrays.copyOf(hashes, Math.min(hashes.length, kept)));
        }
    }

    private static int hashed(Session session, DatabaseId id) throws SQLException {
        try (ResultSet row = session.query("SELECT hashed FROM positions WHERE database = ?", id.value())) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static long[] readChunk(Session session, DatabaseId id, int chunk) throws SQLException {
        try (ResultSet row =
                session.query("SELECT hashes FROM page_hashes WHERE database = ? AND chunk = ?", id.value(), chunk)) {
            if (!row.next()) {
                return new long[0];
            }
            byte[] bytes = row.getBytes(1);
            long[] hashes = new long[bytes.length / Long.BYTES];
            littleEndian(bytes).asLongBuffer().get(hashes);
            return hashes;
        }
    }

    private static void write(Session session, DatabaseId id, int chunk, long[] hashes) throws SQLException {
        byte[] bytes = new byte[hashes.length * Long.BYTES];
        littleEndian(bytes).asLongBuffer().put(hashes);
        session.execute("INSERT OR REPLACE INTO page_hashes VALUES(?, ?, ?)", id.value(), chunk, bytes);
    }

    private static void deleteFrom(Session session, DatabaseId id, int chunk) throws SQLException {
        session.execute("DELETE FROM page_hashes WHERE database = ? AND chunk >= ?", id.value(), chunk);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
