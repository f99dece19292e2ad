package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import io.flotilla.upload.Confirmation;
import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which positions are known to agree with the target.
///
/// Those of a catalog that was closed in order do. All others are confirmed before their first capture: by one
/// listing in bulk, 1,000 objects a request, or, for a database that is found later, by a listing of its own
/// replica. Safe for use by several threads, for different databases.
final class Confirmations {

    private final Catalog catalog;
    private final LtxStore store;
    private final Confirmation confirmation;

    /// The newest file of each replica that has one, as of the listing in bulk.
    private final Map<ObjectKey, ReplicaFile> listed = new ConcurrentHashMap<>();

    private final BitSet confirmed = new BitSet();
    private int inListing;

    Confirmations(Catalog catalog, LtxStore store, Confirmation confirmation) {
        this.catalog = catalog;
        this.store = store;
        this.confirmation = confirmation;
    }

    /// Trusts every row that is there now.
    synchronized void trustAll() {
        confirmed.set(1, catalog.size() + 1);
    }

    /// Lists the whole target once, for the rows that are there now.
    synchronized void listAll() throws TargetException {
        store.listAll(
                ObjectKey.ROOT,
                listing -> Confirmation.newest(listing.files()).ifPresent(file -> listed.put(listing.replica(), file)));
        inListing = catalog.size();
    }

    /// Confirms the position of a database, unless that was done before.
    Confirmation.Confirmed confirm(DatabaseRow row) throws IOException {
        if (isConfirmed(row.id())) {
            return new Confirmation.Confirmed.Agreed();
        }
        Confirmation.Confirmed result = confirmation.step(row, newest(row));
        if (!(result instanceof Confirmation.Confirmed.Fenced)) {
            setConfirmed(row.id());
        }
        return result;
    }

    private Optional<ReplicaFile> newest(DatabaseRow row) throws TargetException {
        if (isListed(row.id())) {
            return Optional.ofNullable(listed.remove(row.replica()));
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
