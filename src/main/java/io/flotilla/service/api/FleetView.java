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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How all fleets together fare, and each of them.
///
/// @param databases how many there are
/// @param tiers how many are in each tier
/// @param states how many are in each state; states in which nobody is are left out
/// @param unprotected how many hold something that the target has not confirmed
/// @param oldestUnprotectedSeconds how long the oldest of that waits
/// @param queue how many wait for a turn, have one, or rest
/// @param paused how many somebody paused
/// @param targetAnswers whether each target answered what it was asked last
/// @param since when the oldest of them began
/// @param fleets each of them, by name
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
        Instant since,
        List<OneView> fleets) {

    /// In its own copy.
    public FleetView {
        fleets = List.copyOf(fleets);
    }

    /// What they do at this moment.
    ///
    /// @param fresh databases that wait with something new
    /// @param firstCopies databases that wait for their first copy
    /// @param turns databases that are read or uploaded
    /// @param resting databases that were, lately
    /// @param ageSeconds how long the first one waits
    @Schema(name = "Queue")
    public record QueueView(int fresh, int firstCopies, int turns, int resting, double ageSeconds) {

        private static QueueView of(FleetLoad load) {
            return new QueueView(load.fresh(), load.firstCopies(), load.turns(), load.resting(), seconds(load.age()));
        }

        private QueueView and(QueueView other) {
            return new QueueView(
                    fresh + other.fresh,
                    firstCopies + other.firstCopies,
                    turns + other.turns,
                    resting + other.resting,
                    Math.max(ageSeconds, other.ageSeconds));
        }
    }

    /// One of the fleets, with the same figures.
    ///
    /// @param name what it is called beside the others
    /// @param target the URL of its target, without what is secret
    @Schema(name = "OneFleet")
    public record OneView(
            @Schema(examples = "flotilla") String name,
            @Schema(examples = "s3://backups/fleet") String target,
            int databases,
            Map<String, Integer> tiers,
            Map<String, Integer> states,
            int unprotected,
            double oldestUnprotectedSeconds,
            QueueView queue,
            int paused,
            boolean targetAnswers,
            Instant since) {

        private static OneView of(Running running, Instant now) {
            Census census = running.catalog().census();
            Collection<Instant> unprotected =
                    running.fleet().protection().unprotected().values();
            Duration oldest = unprotected.stream()
                    .map(since -> Protection.age(since, now))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            return new OneView(
                    running.name(),
                    running.settings().target().toString(),
                    census.all(),
                    FleetView.tiers(census),
                    FleetView.states(census),
                    unprotected.size(),
                    seconds(oldest),
                    QueueView.of(running.fleet().load()),
                    running.fleet().requests().paused().size(),
                    running.fleet().isTargetThere(),
                    running.since());
        }
    }

    /// @param running at least one
    static FleetView of(List<Running> running, Instant now) {
        List<OneView> fleets =
                running.stream().map(each -> OneView.of(each, now)).toList();
        return new FleetView(
                fleets.stream().mapToInt(OneView::databases).sum(),
                together(fleets, OneView::tiers),
                together(fleets, OneView::states),
                fleets.stream().mapToInt(OneView::unprotected).sum(),
                fleets.stream()
                        .mapToDouble(OneView::oldestUnprotectedSeconds)
                        .max()
                        .orElseThrow(),
                fleets.stream().map(OneView::queue).reduce(QueueView::and).orElseThrow(),
                fleets.stream().mapToInt(OneView::paused).sum(),
                fleets.stream().allMatch(OneView::targetAnswers),
                fleets.stream().map(OneView::since).min(Instant::compareTo).orElseThrow(),
                fleets);
    }

    private static Map<String, Integer> together(
            List<OneView> fleets, Function<OneView, Map<String, Integer>> countsOf) {
        var counts = new TreeMap<String, Integer>();
        fleets.forEach(each -> countsOf.apply(each).forEach((what, count) -> counts.merge(what, count, Integer::sum)));
        return counts;
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

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
