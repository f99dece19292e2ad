package io.flotilla.service.control;

import io.flotilla.catalog.Catalog;
import io.flotilla.fleet.Fleet;
import io.flotilla.store.TargetUrl;

/// A fleet of this process, and what can be asked about it. As safe for several threads as its parts.
///
/// @param target the directory of its replicas
public record ControlledFleet(Fleet fleet, Catalog catalog, TargetUrl target) {}
