package io.flotilla.fleet;

import java.util.function.IntSupplier;

/// How many databases may be at work at a time.
///
/// @param upkeep how many of them for their files on the target
/// @param admitted how many the target bears at this moment; asked again and again
record Places(FleetSettings.Turns turns, int upkeep, IntSupplier admitted) {

    int now() {
        return Math.min(turns.places(), admitted.getAsInt());
    }
}
