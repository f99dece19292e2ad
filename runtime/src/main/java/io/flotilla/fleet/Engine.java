package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Opened;

/// The parts that a fleet orders about.
public record Engine(Opened opened, Scanner scanner, TierManager tiers, Replicator replicator) {

    /// What is known of each database.
    public Catalog catalog() {
        return opened.catalog();
    }
}
