package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;

/// The parts that a fleet orders about.
public record Engine(Catalog catalog, Scanner scanner, TierManager tiers, Replicator replicator) {}
