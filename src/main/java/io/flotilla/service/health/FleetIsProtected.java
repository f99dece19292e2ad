package io.flotilla.service.health;

import io.flotilla.fleet.Protection;
import io.flotilla.service.live.Running;
import io.flotilla.service.live.RunningFleet;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// The state of the fleet: down where more databases than are allowed have waited for longer than is allowed. One
/// sick database among many does not do that.
@HealthGroup("fleet")
@Singleton
final class FleetIsProtected implements HealthCheck {

    private final RunningFleet running;
    private final InstantSource clock;
    private final Duration lag;
    private final int allowed;

    FleetIsProtected(
            RunningFleet running,
            InstantSource clock,
            @ConfigProperty(name = "flotilla.health.lag", defaultValue = "5m") Duration lag,
            @ConfigProperty(name = "flotilla.health.late-databases", defaultValue = "10") int allowed) {
        this.running = running;
        this.clock = clock;
        this.lag = lag;
        this.allowed = allowed;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Running> found = running.find();
        Instant now = clock.instant();
        List<Duration> ages = found.map(fleet -> fleet.fleet().protection().unprotected().values().stream()
                        .map(since -> Protection.age(since, now))
                        .sorted()
                        .toList())
                .orElse(List.of());
        long late = ages.stream().filter(age -> age.compareTo(lag) > 0).count();
        return HealthCheckResponse.named("protection")
                .status(found.isPresent() && late <= allowed)
                .withData("unprotected", ages.size())
                .withData("late", late)
                .withData("allowed", allowed)
                .withData("oldest_seconds", ages.isEmpty() ? 0 : ages.getLast().toSeconds())
                .build();
    }
}
