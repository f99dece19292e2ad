package io.flotilla.service.api;

import io.flotilla.catalog.Census;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.fleet.FleetLoad;
import io.flotilla.fleet.Protection;
import io.flotilla.service.live.Running;
import io.flotilla.spi.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How the whole fleet fares.
///
/// @param databases how many there are
/// @param tiers how many are in each tier
/// @param states how many are in each state; states in which nobody is are left out
/// @param unprotected how many hold something that the target has not confirmed
/// @param oldestUnprotectedSeconds how long the oldest of that waits
/// @param queue how many wait for a turn, have one, or rest
/// @param paused how many somebody paused
/// @param targetAnswers whether the target answered what it was asked last
/// @param since when this process began
@Schema(name = "Fleet")
public record FleetView(
        @Schema(examples = "100000") int databases,
        Map<String, Integer> tiers,
        Map<String, Integer> states,
        @Schema(examples = "12") int unprotected,
        @Schema(examples = "0.8") double oldestUnprotectedSeconds,
        QueueView queue,
        int paused,
        boolean targetAnswers,
        Instant since) {

    /// What they do at this moment.
    ///
    /// @param fresh databases that wait with something new
    /// @param firstCopies databases that wait for their first copy
    /// @param turns databases that are read or uploaded
    /// @param resting databases that were, lately
    /// @param ageSeconds how long the first one waits
    @Schema(name = "Queue")
    public record QueueView(int fresh, int firstCopies, int turns, int resting, double ageSeconds) {}

    static FleetView of(Running running, Instant now) {
        Census census = running.catalog().census();
        Collection<Instant> unprotected =
                running.fleet().protection().unprotected().values();
        Duration oldest = unprotected.stream()
                .map(since -> Protection.age(since, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return new FleetView(
                census.all(),
                tiers(census),
                states(census),
                unprotected.size(),
                seconds(oldest),
                queue(running.fleet().load()),
                running.fleet().requests().paused().size(),
                running.fleet().isTargetThere(),
                running.since());
    }

    private static Map<String, Integer> tiers(Census census) {
        var counts = new TreeMap<String, Integer>();
        for (Tier tier : Tier.values()) {
            counts.put(lower(tier), census.of(tier));
        }
        return counts;
    }

    private static Map<String, Integer> states(Census census) {
        var counts = new TreeMap<String, Integer>();
        for (DatabaseState state : DatabaseState.values()) {
            int count = census.of(state);
            if (count > 0) {
                counts.put(lower(state), count);
            }
        }
        return counts;
    }

    private static QueueView queue(FleetLoad load) {
        return new QueueView(load.fresh(), load.firstCopies(), load.turns(), load.resting(), seconds(load.age()));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
