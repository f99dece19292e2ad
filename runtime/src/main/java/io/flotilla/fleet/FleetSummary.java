package io.flotilla.fleet;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a fleet, or one pass of it, did.
///
/// @param databases how many there are
/// @param files how many files the target confirmed
/// @param bytes their size
/// @param captures how often databases were captured by each rung of the ladder since the start, by its name: how,
/// and why not by a cheaper one. Also where nothing was new
/// @param problems the databases that are not where they should be, one line each: which, its state, why
public record FleetSummary(int databases, long files, long bytes, Map<String, Long> captures, List<String> problems) {

    public FleetSummary {
        captures = Collections.unmodifiableSortedMap(new TreeMap<>(captures));
        problems = List.copyOf(problems);
    }
}
