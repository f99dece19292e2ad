package io.flotilla.fleet;

import java.time.Duration;

/// How it stands with the agenda, for people and metrics.
///
/// @param fresh databases that wait with something new
/// @param first databases that wait for their first copy
/// @param firstDone turns for first copies that are over, whatever came of them
/// @param turns turns and upkeep at this moment
/// @param resting databases that rest after a turn
/// @param age how long the fresh one waits that waits the longest
record AgendaState(int fresh, int first, long firstDone, int turns, int resting, Duration age) {

    /// Whether nobody waits.
    boolean isQuiet() {
        return fresh == 0 && first == 0;
    }
}
