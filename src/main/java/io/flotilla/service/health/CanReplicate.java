package io.flotilla.service.health;

import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.Running;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready: the catalogs are loaded, the configuration is valid (else there is no fleet), and each target has
/// answered. Says how many do not, for everybody may ask.
@Readiness
@Singleton
final class CanReplicate implements HealthCheck {

    private final Fleets fleets;

    CanReplicate(Fleets fleets) {
        this.fleets = fleets;
    }

    @Override
    public HealthCheckResponse call() {
        List<Running> all = fleets.all();
        long away = all.stream().filter(each -> !each.fleet().isTargetThere()).count();
        return HealthCheckResponse.named("fleet")
                .status(!all.isEmpty() && away == 0)
                .withData("catalog", all.isEmpty() ? "not loaded yet" : "loaded")
                .withData("target", target(all.size(), away))
                .build();
    }

    private static String target(int all, long away) {
        if (all > 0 && away == 0) {
            return "answers";
        }
        return all < 2 ? "does not answer" : away + " of " + all + " do not answer";
    }
}
