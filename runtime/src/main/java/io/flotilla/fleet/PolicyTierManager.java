package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import io.flotilla.tiering.Admission;
import io.flotilla.tiering.Placement;
import io.flotilla.tiering.Tiering;
import io.flotilla.tiering.WriteRates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The tier manager: the tiering step, what it has to know of the writes, and the catalog's note of what it decided.
final class PolicyTierManager implements TierManager {

    /// Hot databases that are reviewed at a time, so that a large budget does not make a review long.
    private static final int REVIEWED = 1000;

    private final Catalog catalog;
    private final PromotedByHand policy;
    private final Tiering tiering;
    private final InstantSource clock;
    private final WriteRates rates = new WriteRates();
    private final TierMoves moves = new TierMoves();

    /// How many rows of the catalog the tiering knows.
    private int known;

    PolicyTierManager(Catalog catalog, TierPolicy policy, int budget, InstantSource clock) {
        this.catalog = catalog;
        this.policy = new PromotedByHand(policy);
        this.tiering = new Tiering(this.policy, budget);
        this.clock = clock;
    }

    @Override
    public synchronized void noticed(DatabaseId database) {
        tiering.noticed(database);
    }

    @Override
    public synchronized void written(DatabaseId database, Instant at) {
        DatabaseRow row = catalog.row(database);
        rates.written(database, policy.halfLife(row.path().toString()), clock.instant());
        place(database, tiering.written(database, activity(row, at)));
    }

    @Override
    public synchronized void uploaded(DatabaseId database) {
        tiering.uploaded(database);
    }

    @Override
    public synchronized void promote(DatabaseId database, Instant until) {
        DatabaseRow row = catalog.row(database);
        policy.promote(row.path().toString(), until);
        if (row.tier() == Tier.COLD) {
            place(database, tiering.written(database, activity(row, row.lastWrite())));
            tiering.uploaded(database);
        }
    }

    @Override
    public synchronized void review() {
        while (known < catalog.size()) {
            var database = new DatabaseId(++known);
            place(database, tiering.known(database, activity(database)));
        }
        rates.forgetQuiet(clock.instant());
        tiering.reviewNext(REVIEWED).forEach(this::review);
        Optional<Admission> admitted = tiering.next(this::activity);
        while (admitted.isPresent()) {
            place(admitted.get().id(), admitted.get().placement());
            admitted = tiering.next(this::activity);
        }
    }

    @Override
    public synchronized TierSummary summary() {
        Duration wait = tiering.waitingSince()
                .map(since -> Duration.between(since, clock.instant()))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
        return new TierSummary(tiering.size(), tiering.waiting(), wait, moves.counts());
    }

    private void review(DatabaseId database) {
        DatabaseRow row = catalog.row(database);
        switch (row.state()) {
            case MISSING -> leave(database, "its file is gone");
            case FENCED -> leave(database, "another writer has its replica");
            case UNSUPPORTED -> leave(database, "it cannot be captured as it is");
            case ACTIVE, WAITING, LAGGING, RESYNC, DEGRADED, FAILED ->
                place(database, tiering.review(database, activity(row, row.lastWrite())));
        }
    }

    /// No final sync can come: there is nothing that could be uploaded, now or ever.
    private void leave(DatabaseId database, String reason) {
        tiering.remove(database);
        place(database, new Placement.Demoted(reason));
    }

    private void place(DatabaseId database, Placement placement) {
        moves.count(placement);
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
        DatabaseRow row = catalog.row(database);
        return activity(row, row.lastWrite());
    }

    private Activity activity(DatabaseRow row, Instant lastWrite) {
        Instant now = clock.instant();
        return new Activity(
                row.path().toString(), row.tier(), now, lastWrite, row.lastTxId() + 1, rates.perMinute(row.id(), now));
    }
}
