package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.util.EnumMap;
import java.util.Map;

/// How many databases are in each tier and state at one moment. Immutable.
public final class Census {

    private final Map<Tier, Map<DatabaseState, Count>> counts;

    private Census(Map<Tier, Map<DatabaseState, Count>> counts) {
        this.counts = counts;
    }

    private static final class Count {
        private int value;
    }

    /// Counts one after the other. For use by one thread.
    static final class Counts {

        private final Map<Tier, Map<DatabaseState, Count>> counts = new EnumMap<>(Tier.class);

        void add(Tier tier, DatabaseState state) {
            counts.computeIfAbsent(tier, first -> new EnumMap<>(DatabaseState.class))
                    .computeIfAbsent(state, first -> new Count())
                    .value++;
        }

        Census census() {
            return new Census(counts);
        }
    }

    /// How many are in this tier and this state.
    public int of(Tier tier, DatabaseState state) {
        Count count = counts.getOrDefault(tier, Map.of()).get(state);
        return count == null ? 0 : count.value;
    }

    /// How many are in this tier.
    public int of(Tier tier) {
        return sum(counts.getOrDefault(tier, Map.of()));
    }

    /// How many are in this state.
    public int of(DatabaseState state) {
        return counts.keySet().stream().mapToInt(tier -> of(tier, state)).sum();
    }

    /// How many there are.
    public int all() {
        return counts.values().stream().mapToInt(Census::sum).sum();
    }

    private static int sum(Map<DatabaseState, Count> states) {
        return states.values().stream().mapToInt(count -> count.value).sum();
    }
}
