package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.compaction.Work;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaListing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Looks at the files of all databases by one listing of the whole target, where nothing is known of them:
/// after a lost catalog each has a position again, and nobody knows what is to be done for it. Those with
/// nothing to do now are settled by that; the others have their turns.
///
/// Cost: a request for each 1,000 objects, and meanwhile some 100 bytes of memory for each database that has
/// more than its first file. For use by one thread, [#isOwed] for any.
final class BulkUpkeep {

    private final Catalog catalog;
    private final LtxStore store;
    private final FleetSettings.Levels settings;
    private final InstantSource clock;
    private volatile boolean isOwed;

    /// @param isOwed whether nothing is known
    BulkUpkeep(Catalog catalog, LtxStore store, FleetSettings.Levels settings, InstantSource clock, boolean isOwed) {
        this.catalog = catalog;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.isOwed = isOwed && !settings.areOff();
    }

    boolean isOwed() {
        return isOwed;
    }

    /// Settles those that have nothing to do now. It is owed no more, also where the target failed: then each
    /// is asked about in its turn.
    void settle() throws TargetException {
        try {
            settleAll();
        } finally {
            isOwed = false;
        }
    }

    private void settleAll() throws TargetException {
        Map<ObjectKey, DatabaseId> due = new HashMap<>();
        Instant latest = Instant.ofEpochMilli(Long.MAX_VALUE);
        for (DatabaseId id : catalog.openLevels().due(latest, latest, Integer.MAX_VALUE)) {
            due.put(catalog.row(id).replica(), id);
        }
        Instant asked = clock.instant();
        store.listAll(
                ObjectKey.ROOT,
                listing -> Optional.ofNullable(due.get(listing.replica())).ifPresent(id -> settle(id, listing, asked)));
    }

    private void settle(DatabaseId id, ReplicaListing listing, Instant asked) {
        Work.Rules rules = settings.rulesOf(catalog.row(id).path());
        Instant now = clock.instant();
        if (Work.next(listing.files(), rules, now, now) instanceof Work.Nothing(Optional<Instant> until)) {
            catalog.openLevels().looked(id, Upkeep.listed(listing.files(), asked), until);
        }
    }
}
