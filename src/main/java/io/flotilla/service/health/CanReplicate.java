package io.flotilla.service.health;

import io.flotilla.service.live.Running;
import io.flotilla.service.live.RunningFleet;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready: the catalog is loaded, the configuration is valid (else there is no fleet), and the target has answered.
@Readiness
@Singleton
final class CanReplicate implements HealthCheck {

    private final RunningFleet running;

    CanReplicate(RunningFleet running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Running> found = running.find();
        boolean isThere = found.isPresent() && found.get().fleet().isTargetThere();
        return HealthCheckResponse.named("fleet")
                .status(isThere)
                .withData("catalog", found.isPresent() ? "loaded" : "not loaded yet")
                .withData("target", isThere ? "answers" : "does not answer")
                .build();
    }
}
