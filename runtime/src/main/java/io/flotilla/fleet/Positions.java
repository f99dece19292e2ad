package io.flotilla.fleet;

import io.flotilla.spi.TargetException;

/// Lists the whole target at a start where that is cheaper, or surer, than to ask for each database when it changes:
/// where the catalog was not closed in order, the machine was started anew since, or more databases are new than
/// known. After an orderly end a start asks for nothing but the replicas that somebody else had taken; whoever wrote
/// to another one meanwhile is seen before anything is put there.
final class Positions {

    private final Confirmations confirmations;
    private final RecentWrites recentWrites;
    private final boolean catalogIsReliable;

    /// @param catalogIsReliable whether the catalog was there and was closed in order
    Positions(Confirmations confirmations, RecentWrites recentWrites, boolean catalogIsReliable) {
        this.confirmations = confirmations;
        this.recentWrites = recentWrites;
        this.catalogIsReliable = catalogIsReliable;
    }

    /// Whether nothing is to be asked for what the catalog has now.
    boolean areKnown() {
        return catalogIsReliable && confirmations.mostAreKnown() && !confirmations.isAnyFenced();
    }

    void prepare() throws TargetException {
        if (!catalogIsReliable) {
            recentWrites.lookAgain();
        }
        if (!catalogIsReliable || !confirmations.mostAreKnown()) {
            confirmations.listAll();
        }
        confirmations.lookAtFences();
    }
}
