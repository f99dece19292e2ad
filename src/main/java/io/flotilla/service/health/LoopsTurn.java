package io.flotilla.service.health;

import io.flotilla.fleet.Heartbeats;
import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.Running;
import io.flotilla.wiring.ConfiguredSignals;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/// Alive: every loop of every fleet has moved lately. A target that is away or a sick database does not count.
/// Says of each loop the age in the fleet where it is the oldest.
@Liveness
@Singleton
final class LoopsTurn implements HealthCheck {

    private final Fleets fleets;
    private final Duration longest;

    LoopsTurn(Fleets fleets, ConfiguredSignals configured) {
        this.fleets = fleets;
        this.longest = configured.rule().loopAge();
    }

    @Override
    public HealthCheckResponse call() {
        Map<Heartbeats.Loop, Duration> ages = new EnumMap<>(Heartbeats.Loop.class);
        for (Running each : fleets.all()) {
            each.fleet().heartbeats().ages().forEach((loop, age) -> ages.merge(loop, age, LoopsTurn::older));
        }
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("loops");
        ages.forEach((loop, age) -> answer.withData(loop.toString(), age.toSeconds() + " s"));
        return answer.status(ages.values().stream().noneMatch(age -> age.compareTo(longest) > 0))
                .build();
    }

    private static Duration older(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
