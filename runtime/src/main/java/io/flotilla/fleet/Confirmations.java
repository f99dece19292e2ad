package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.upload.Confirmation;
import io.flotilla.upload.Tip;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which positions are known to agree with the target.
///
/// Each is confirmed once, before the first capture of its database: by one listing in bulk, 1,000 objects a
/// request, where the catalog cannot be relied on, otherwise by a listing of its own replica. A database that
/// does not change is never asked about. Safe for use by several threads, for different databases.
final class Confirmations {

    private final Catalog catalog;
    private final LtxStore store;
    private final Confirmation confirmation;

    /// The tip of each replica that disagreed in the listing in bulk and was not served since.
    private final Map<ObjectKey, Tip> listed = new ConcurrentHashMap<>();

    private final BitSet confirmed = new BitSet();
    private int inListing;

    Confirmations(Catalog catalog, LtxStore store, Confirmation confirmation) {
        this.catalog = catalog;
        this.store = store;
        this.confirmation = confirmation;
    }

    /// Whether no more databases are new than have a position.
    boolean mostAreKnown() {
        int[] known = new int[1];
        catalog.forEach(row -> known[0] += row.lastTxId() > 0 ? 1 : 0);
        return catalog.size() - known[0] <= known[0];
    }

    /// Lists the whole target once, for the rows that are there now. Those that disagree with it count as
    /// changed, whatever their files look like.
    synchronized void listAll() throws TargetException {
        Map<ObjectKey, Tip> newest = new HashMap<>();
        store.listAll(
                ObjectKey.ROOT,
                listing -> Confirmation.newest(listing.files()).ifPresent(file -> newest.put(listing.replica(), file)));
        catalog.forEach(row -> compare(row, Optional.ofNullable(newest.get(row.replica()))));
        inListing = catalog.size();
    }

    private void compare(DatabaseRow row, Optional<Tip> newest) {
        if (txId(newest) == row.lastTxId() && row.state() != DatabaseState.FENCED) {
            confirmed.set(row.id().value());
            return;
        }
        newest.ifPresent(file -> listed.put(row.replica(), file));
        catalog.observe(row.id(), Fingerprint.UNKNOWN);
    }

    private static long txId(Optional<Tip> newest) {
        return newest.map(Tip::txId).map(TxId::value).orElse(0L);
    }

    /// Confirms the position of a database, unless that was done before.
    Confirmation.Confirmed confirm(DatabaseRow row) throws IOException {
        if (isConfirmed(row.id())) {
            return new Confirmation.Confirmed.Agreed();
        }
        Confirmation.Confirmed result = confirmation.step(row, newest(row));
        if (!(result instanceof Confirmation.Confirmed.Fenced)) {
            listed.remove(row.replica());
            setConfirmed(row.id());
        }
        return result;
    }

    private Optional<Tip> newest(DatabaseRow row) throws TargetException {
        if (isListed(row.id())) {
            return Optional.ofNullable(listed.get(row.replica()));
        }
        return Confirmation.newest(store.list(row.replica()));
    }

    private synchronized boolean isListed(DatabaseId database) {
        return database.value() <= inListing;
    }

    private synchronized boolean isConfirmed(DatabaseId database) {
        return confirmed.get(database.value());
    }

    private synchronized void setConfirmed(DatabaseId database) {
        confirmed.set(database.value());
    }
}
