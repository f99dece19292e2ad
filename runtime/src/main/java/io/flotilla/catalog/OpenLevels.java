package io.flotilla.catalog;

import io.flotilla.ltx.TxId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// For which databases there is something to be done on the target, now or later: files to be merged, a
/// snapshot to be taken, files to be removed. A database is in here from its second file on until nothing is
/// left to be done.
///
/// It lives in the catalog's file alone, and takes no memory. Safe for use by several threads.
public final class OpenLevels {

    private final Transactions transactions;

    OpenLevels(Transactions transactions) {
        this.transactions = transactions;
    }

    /// The databases to which a file came before the first moment, and those whose next look is wanted before
    /// the second; those that wait the longest first.
    public List<DatabaseId> due(Instant changedBefore, Instant dueBefore, int most) {
        return transactions.read(session -> LevelTable.due(session, changedBefore, dueBefore, most));
    }

    /// A listing of a replica: the last TXID in it, and when it was asked for.
    public record Listed(TxId newest, Instant at) {}

    /// A look at a database failed. It is looked at again at that moment, and before it where another file comes.
    public void postponed(DatabaseId id, Instant again) {
        transactions.write(session -> {
            LevelTable.looked(session, id, again);
            return id;
        });
    }

    /// A database was looked at in this listing. It is again at that moment, or not at all where none is given, and
    /// before it where another file comes. One that was confirmed meanwhile, and is not in the listing, came when
    /// that was asked for.
    public void looked(DatabaseId id, Listed listed, Optional<Instant> again) {
        transactions.write(session -> {
            if (LevelTable.isBehind(session, id, listed.newest().value())) {
                LevelTable.lookedTooEarly(session, id, listed.at(), again);
            } else if (again.isPresent()) {
                LevelTable.looked(session, id, again.get());
            } else {
                LevelTable.done(session, id);
            }
            return id;
        });
    }

    /// How many databases are in here.
    public int size() {
        return transactions.read(LevelTable::size);
    }
}
