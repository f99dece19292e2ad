package io.flotilla.service.cli;

import io.flotilla.fleet.FleetSettings;
import io.flotilla.service.config.ListedDatabases;
import io.flotilla.service.live.Running;

/// What one of several fleets is to do.
///
/// @param databases those that are listed; none where they are found below the roots
record FleetOrder(FleetSettings settings, ListedDatabases databases) {

    String name() {
        return Running.name(settings);
    }

    /// Whether a fleet that has these settings does what is wanted, apart from what is listed. What all fleets
    /// of a process share does not count.
    boolean isFor(FleetSettings other) {
        return settings.withLevels(settings.levels().withPlaces(1))
                .withLimits(other.limits())
                .equals(other.withLevels(other.levels().withPlaces(1)));
    }
}
