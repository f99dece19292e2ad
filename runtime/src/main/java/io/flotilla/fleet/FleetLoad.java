package io.flotilla.fleet;

import java.time.Duration;

/// How much a fleet has to do at a moment.
///
/// @param fresh databases that wait with something new
/// @param firstCopies databases that wait for their first copy
/// @param turns databases that are read or uploaded
/// @param resting databases that were, within the last interval or after a failure
/// @param age how long the fresh one waits that waits the longest
public record FleetLoad(int fresh, int firstCopies, int turns, int resting, Duration age) {}
