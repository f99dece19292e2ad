package io.flotilla.service.health;

import io.flotilla.fleet.Protection;
import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.Running;
import io.flotilla.signal.Rule;
import io.flotilla.wiring.ConfiguredSignals;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// The state of all fleets: down where more databases than are allowed have waited for longer than is allowed.
/// One sick database among many does not do that. Says in which fleets they are.
@HealthGroup("fleet")
@Singleton
final class FleetIsProtected implements HealthCheck {

    private final Fleets fleets;
    private final InstantSource clock;
    private final Rule rule;

    FleetIsProtected(Fleets fleets, InstantSource clock, ConfiguredSignals configured) {
        this.fleets = fleets;
        this.clock = clock;
        this.rule = configured.rule();
    }

    /// How a fleet fares.
    private record Fares(String name, int unprotected, long late, Duration oldest, boolean isTargetThere) {}

    private Fares fares(Running fleet, Instant now) {
        List<Duration> ages = fleet.fleet().protection().unprotected().values().stream()
                .map(since -> Protection.age(since, now))
                .sorted()
                .toList();
        return new Fares(
                fleet.name(),
                ages.size(),
                ages.stream().filter(age -> age.compareTo(rule.lag()) > 0).count(),
                ages.isEmpty() ? Duration.ZERO : ages.getLast(),
                fleet.fleet().isTargetThere());
    }

    @Override
    public HealthCheckResponse call() {
        Instant now = clock.instant();
        List<Fares> all = fleets.all().stream().map(fleet -> fares(fleet, now)).toList();
        long late = all.stream().mapToLong(Fares::late).sum();
        return HealthCheckResponse.named("protection")
                .status(!all.isEmpty() && late <= rule.allowed())
                .withData(
                        "unprotected", all.stream().mapToInt(Fares::unprotected).sum())
                .withData("late", late)
                .withData("allowed", rule.allowed())
                .withData(
                        "oldest_seconds",
                        all.stream()
                                .mapToLong(each -> each.oldest().toSeconds())
                                .max()
                                .orElse(0))
                .withData("fleets", all.size())
                .withData(
                        "late_in",
                        names(all.stream()
                                .filter(each -> each.late() > 0)
                                .sorted(Comparator.comparing(Fares::late).reversed())
                                .toList()))
                .withData(
                        "target_away",
                        names(all.stream().filter(each -> !each.isTargetThere()).toList()))
                .build();
    }

    private static String names(List<Fares> some) {
        return Running.names(some.stream().map(Fares::name).toList());
    }
}
