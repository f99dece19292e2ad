package io.flotilla.service.control;

import io.flotilla.catalog.DatabaseState;

/// How a database fares, in Litestream's words.
final class Words {

    private Words() {}

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
