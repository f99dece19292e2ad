package io.flotilla.service.health;

import io.flotilla.fleet.Heartbeats;
import io.flotilla.service.live.Running;
import io.flotilla.service.live.RunningFleet;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/// Alive: every loop has moved lately. A target that is away or a sick database does not count.
@Liveness
@Singleton
final class LoopsTurn implements HealthCheck {

    private final RunningFleet running;
    private final Duration longest;

    LoopsTurn(
            RunningFleet running,
            @ConfigProperty(name = "flotilla.health.loop-age", defaultValue = "5m") Duration longest) {
        this.running = running;
        this.longest = longest;
    }

    @Override
    public HealthCheckResponse call() {
        Map<Heartbeats.Loop, Duration> ages = running.find()
                .map(Running::fleet)
                .<Map<Heartbeats.Loop, Duration>>map(fleet -> fleet.heartbeats().ages())
                .orElse(Map.of());
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("loops");
        ages.forEach((loop, age) -> answer.withData(loop.toString(), age.toSeconds() + " s"));
        return answer.status(ages.values().stream().noneMatch(age -> age.compareTo(longest) > 0))
                .build();
    }
}
