package io.flotilla.signal;

import io.flotilla.catalog.Catalog;
import io.flotilla.fleet.Fleet;

/// A fleet that runs, and whose state is told.
///
/// @param target where its replicas are, for people
public record Watched(String target, Fleet fleet, Catalog catalog) {}
