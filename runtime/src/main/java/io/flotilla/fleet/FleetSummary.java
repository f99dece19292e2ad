package io.flotilla.fleet;

import java.util.List;

/// What a fleet, or one pass of it, did.
///
/// @param databases how many there are
/// @param files how many files the target confirmed
/// @param bytes their size
/// @param problems the databases that are not where they should be, one line each: which, its state, why
public record FleetSummary(int databases, long files, long bytes, List<String> problems) {

    public FleetSummary {
        problems = List.copyOf(problems);
    }
}
