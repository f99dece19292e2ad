package io.flotilla.fleet;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who is hot, who waits, and what has moved.
///
/// @param hot how many are hot
/// @param waiting how many should be hot and wait for a place
/// @param longestWait how long the first of them waits
/// @param moves how often databases changed their tier since the start, by what happened and why, as in
///     `demoted: the policy asks for no more`
public record TierSummary(int hot, int waiting, Duration longestWait, Map<String, Long> moves) {

    /// Nothing is hot and nothing has moved.
    public static final TierSummary NOTHING = new TierSummary(0, 0, Duration.ZERO, Map.of());

    public TierSummary {
        SortedMap<String, Long> sorted = new TreeMap<>(moves);
        moves = Collections.unmodifiableSortedMap(sorted);
    }
}
