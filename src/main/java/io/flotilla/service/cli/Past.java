package io.flotilla.service.cli;

import io.flotilla.disk.FileOwner;
import io.flotilla.fleet.Attempts;
import io.flotilla.ledger.Ledger;
import io.flotilla.ledger.LedgerStore;
import io.flotilla.plan.RestorePoint;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// What the ledger says of the wanted moment. Immutable.
///
/// @param ledger what was noted
/// @param moment as of when
/// @param wishes what is done with that
record Past(Ledger ledger, Instant moment, Set<Use> wishes) {

    /// What is done with what was noted.
    enum Use {
        /// What was gone at the moment comes back all the same.
        BRING_DELETED,

        /// Files get the owner and the mode that they had.
        SET_OWNERS
    }

    /// Nothing is known.
    static final Past NONE = new Past(Ledger.EMPTY, Instant.EPOCH, Set.of());

    /// Reads the ledger of a target. One that cannot be read keeps nobody from a restore: then the replicas
    /// alone say what there was.
    ///
    /// @param err hears of that
    static Past read(LtxStore store, RestorePoint point, Set<Use> wishes, PrintWriter err) {
        Instant moment = switch (point) {
            case RestorePoint.Latest() -> Instant.MAX;
            case RestorePoint.AsOf(var txId) -> Instant.MAX;
            case RestorePoint.Until(var until) -> until.minusMillis(1);
        };
        var ledger = new LedgerStore(store.target());
        try {
            return new Past(Attempts.some(new SplittableRandom()).run(ledger::read), moment, wishes);
        } catch (IOException unreadable) {
            err.println("Warning: " + FailureText.of(unreadable).what()
                    + ". What was deleted comes back too, and no file gets its owner");
            return NONE;
        }
    }

    Past {
        wishes = Set.copyOf(wishes);
    }

    /// Since when a database was gone, where that keeps it from being restored.
    Optional<Instant> goneSince(ObjectKey replica) {
        return !wishes.contains(Use.BRING_DELETED) && ledger.at(replica, moment) instanceof Ledger.State.Gone(var since)
                ? Optional.of(since)
                : Optional.empty();
    }

    /// Who a database belonged to and what it permitted, where that is known and wanted. One that was gone
    /// has the owner that it had last.
    Optional<FileOwner> owner(ObjectKey replica) {
        if (!wishes.contains(Use.SET_OWNERS)) {
            return Optional.empty();
        }
        return switch (ledger.at(replica, moment)) {
            case Ledger.State.There(var owner) -> Optional.of(owner);
            case Ledger.State.Gone(var since) -> before(replica, since);
            case Ledger.State.Unknown() -> Optional.empty();
        };
    }

    private Optional<FileOwner> before(ObjectKey replica, Instant gone) {
        return ledger.at(replica, gone.minusMillis(1)) instanceof Ledger.State.There(var owner)
                ? Optional.of(owner)
                : Optional.empty();
    }
}
