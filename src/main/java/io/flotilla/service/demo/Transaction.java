package io.flotilla.service.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// One transaction with its ledger row: begun, filled, and then committed and noted, or rolled back. Used
/// by one thread.
final class Transaction {

    private static final int ROLLED_BACK_ONE_OF = 25;
    private static final int LARGEST_PAYLOAD_BYTES = 64;

    private final int writer;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final LedgerFile ledger;

    Transaction(int writer, RandomGenerator random, InstantSource clock, LedgerFile ledger) {
        this.writer = writer;
        this.random = random;
        this.clock = clock;
        this.ledger = ledger;
    }

    /// Runs a transaction of about so many pages.
    ///
    /// The sequence is taken under SQLite's write lock, so writers that share a database continue one
    /// chain.
    ///
    /// @return whether it was committed, not rolled back on purpose
    /// @throws SQLException if SQLite refused a statement; nothing is committed then, and the transaction
    ///     is rolled back
    /// @throws IOException if the ledger cannot be written; the writer has to end then, for SQLite has
    ///     committed
    boolean run(Connection connection, String database, int pages) throws SQLException, IOException {
        Sql.execute(connection, "BEGIN IMMEDIATE");
        Row row;
        try {
            new Changes(connection, random).apply(pages);
            if (random.nextInt(ROLLED_BACK_ONE_OF) == 0) {
                Sql.execute(connection, "ROLLBACK");
                return false;
            }
            row = insertRow(connection);
            Sql.execute(connection, "COMMIT");
        } catch (SQLException e) {
            rollBack(connection, e);
            throw e;
        }
        ledger.append(new Entry(database, row.sequence(), clock.instant(), row.digest()));
        return true;
    }

    private Row insertRow(Connection connection) throws SQLException {
        Row last = lastRow(connection);
        long sequence = last.sequence() + 1;
        var payload = new byte[1 + random.nextInt(LARGEST_PAYLOAD_BYTES)];
        random.nextBytes(payload);
        String digest = Entry.digest(last.digest(), sequence, writer, payload);
        Sql.update(connection, "INSERT INTO ledger VALUES (?, ?, ?, ?)", sequence, writer, payload, digest);
        return new Row(sequence, digest);
    }

    private static Row lastRow(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT seq, digest FROM ledger ORDER BY seq DESC LIMIT 1")) {
            return rows.next() ? new Row(rows.getLong(1), rows.getString(2)) : new Row(0, Entry.NO_DIGEST);
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            Sql.execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // Many failures have rolled back already; the first one is what the caller has to know.
            cause.addSuppressed(e);
        }
    }

    private record Row(long sequence, String digest) {}
}
