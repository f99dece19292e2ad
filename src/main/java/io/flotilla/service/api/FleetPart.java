package io.flotilla.service.api;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.service.live.Running;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// A fleet, and what is known of its databases beside its catalog, at one moment. Immutable.
record FleetPart(Running fleet, String name, Map<DatabaseId, Instant> unprotected, Set<DatabaseId> paused) {

    static FleetPart of(Running fleet) {
        return new FleetPart(
                fleet,
                fleet.name(),
                fleet.fleet().protection().unprotected(),
                fleet.fleet().requests().paused());
    }

    DatabaseView view(DatabaseId id) {
        var beside = new DatabaseView.Beside(unprotected.get(id), paused.contains(id));
        return DatabaseView.of(fleet, fleet.catalog().row(id), beside);
    }
}
