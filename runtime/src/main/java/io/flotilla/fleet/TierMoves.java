package io.flotilla.fleet;

import io.flotilla.tiering.Placement;
import java.util.Map;
import java.util.TreeMap;

/// Counts how databases change their tiers, and why. For use by one thread at a time.
final class TierMoves {

    private final Map<String, Long> counts = new TreeMap<>();

    void count(Placement placement) {
        switch (placement) {
            case Placement.Promoted(var reason) -> count("promoted", reason);
            case Placement.PromotedInsteadOf(var evicted, var reason) -> {
                count("promoted", reason);
                count("evicted", "quiet the longest of all whose work is uploaded");
            }
            case Placement.Demoted(var reason) -> count("demoted", reason);
            case Placement.Kept kept -> {}
            case Placement.Waiting waits -> {}
        }
    }

    private void count(String move, String reason) {
        counts.merge(move + ": " + reason, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
