package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.OpenLevels;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Tells whose files on the target are to be looked at now. Costs one small question to the catalog's file,
/// however many databases there are. For use by one thread.
record UpkeepFeed(OpenLevels open, FleetSettings.Levels settings, InstantSource clock) {

    /// Those that wait longer than the others are told again until they had their turn.
    private static final int MOST = 256;

    void whenDue(Consumer<DatabaseId> due) {
        if (settings.areOff()) {
            return;
        }
        Instant now = clock.instant();
        open.due(now.minus(settings.pause()), now, MOST).forEach(due);
    }
}
