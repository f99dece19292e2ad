package io.flotilla.service.control;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.fleet.Requests;

/// A database, and the fleet that has it.
record KnownDatabase(ControlledFleet fleet, DatabaseId id) {

    DatabaseRow row() {
        return fleet.catalog().row(id);
    }

    Requests requests() {
        return fleet.fleet().requests();
    }

    boolean isPaused() {
        return requests().paused().contains(id);
    }

    /// Whether everything that a turn saw in it is on the target.
    static boolean isFine(DatabaseState state) {
        return switch (state) {
            case ACTIVE, WAITING -> true;
            case LAGGING, RESYNC, DEGRADED, FENCED, UNSUPPORTED, MISSING, FAILED -> false;
        };
    }

    /// Litestream's word for how it fares.
    static String status(DatabaseState state, boolean isPaused) {
        if (isPaused) {
            return "stopped";
        }
        return switch (state) {
            case ACTIVE, WAITING, LAGGING, RESYNC, DEGRADED -> "replicating";
            case FENCED, UNSUPPORTED, MISSING, FAILED -> "open";
        };
    }
}
