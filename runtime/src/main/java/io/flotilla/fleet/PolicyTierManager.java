package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.tiering.Admission;
import io.flotilla.tiering.Placement;
import io.flotilla.tiering.Tiering;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The tier manager: the tiering step, and the catalog's note of what it decided.
final class PolicyTierManager implements TierManager {

    private final Catalog catalog;
    private final Tiering tiering;
    private final InstantSource clock;

    PolicyTierManager(Catalog catalog, Tiering tiering, InstantSource clock) {
        this.catalog = catalog;
        this.tiering = tiering;
        this.clock = clock;
    }

    @Override
    public synchronized void written(DatabaseId database, Instant at) {
        place(database, tiering.written(database, activity(database, at)));
    }

    @Override
    public synchronized void uploaded(DatabaseId database) {
        tiering.uploaded(database);
    }

    @Override
    public synchronized void review() {
        Optional<DatabaseId> quiet = tiering.longestQuiet();
        while (quiet.isPresent() && leaves(quiet.get())) {
            quiet = tiering.longestQuiet();
        }
        Optional<Admission> admitted = tiering.next(this::activity);
        while (admitted.isPresent()) {
            place(admitted.get().id(), admitted.get().placement());
            admitted = tiering.next(this::activity);
        }
    }

    private boolean leaves(DatabaseId database) {
        Placement placement = tiering.review(database, activity(database));
        place(database, placement);
        return placement instanceof Placement.Demoted;
    }

    private void place(DatabaseId database, Placement placement) {
        switch (placement) {
            case Placement.Promoted(var reason) -> catalog.setTier(database, Tier.HOT);
            case Placement.PromotedInsteadOf(var evicted, var reason) -> {
                catalog.setTier(evicted, Tier.COLD);
                catalog.setTier(database, Tier.HOT);
            }
            case Placement.Demoted(var reason) -> catalog.setTier(database, Tier.COLD);
            case Placement.Kept(var tier, var reason) -> {}
            case Placement.Waiting(var since, var reason) -> {}
        }
    }

    private Activity activity(DatabaseId database) {
        return activity(database, catalog.row(database).lastWrite());
    }

    private Activity activity(DatabaseId database, Instant lastWrite) {
        DatabaseRow row = catalog.row(database);
        return new Activity(row.path().toString(), row.tier(), clock.instant(), lastWrite, row.lastTxId() + 1);
    }
}
