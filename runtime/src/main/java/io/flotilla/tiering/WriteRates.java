package io.flotilla.tiering;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often databases are written a minute: each write weighs 1, and half of it one half-life later.
///
/// Only what was written lately is kept, and it is forgotten when hardly anything is left of its weight. A clock that
/// was set back lets no time pass. For use by one thread at a time.
public final class WriteRates {

    /// What counts as nothing: a single write is forgotten after less than seven half-lives.
    private static final double NOTHING = 0.01;

    /// The one that was written the longest ago comes first.
    private final LinkedHashMap<DatabaseId, Weight> weights = new LinkedHashMap<>();

    private record Weight(double value, Instant at, Duration halfLife) {

        double at(Instant now) {
            double passed = Math.max(0, seconds(at, now));
            return value * Math.pow(2, -passed / seconds(halfLife));
        }
    }

    /// Notes a write. A half-life of nothing keeps nothing.
    public void written(DatabaseId id, Duration halfLife, Instant now) {
        Weight before = weights.remove(id);
        if (halfLife.isPositive()) {
            double left = before == null ? 0 : before.at(now);
            weights.put(id, new Weight(left + 1, now, halfLife));
        }
    }

    /// The rate of a database; 0 where nothing is kept of it.
    public double perMinute(DatabaseId id, Instant now) {
        Weight weight = weights.get(id);
        return weight == null ? 0 : weight.at(now) * Math.log(2) * 60 / seconds(weight.halfLife);
    }

    /// Forgets those that hardly weigh anything.
    public void forgetQuiet(Instant now) {
        Map.Entry<DatabaseId, Weight> eldest = weights.firstEntry();
        while (eldest != null && eldest.getValue().at(now) < NOTHING) {
            weights.remove(eldest.getKey());
            eldest = weights.firstEntry();
        }
    }

    /// How many databases are kept.
    public int size() {
        return weights.size();
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    /// Instants may lie further apart than nanoseconds count.
    private static double seconds(Instant from, Instant to) {
        return (double) to.getEpochSecond() - from.getEpochSecond() + (to.getNano() - from.getNano()) / 1e9;
    }
}
