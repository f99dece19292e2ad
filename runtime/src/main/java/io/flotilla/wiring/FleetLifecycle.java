package io.flotilla.wiring;

import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Lets the configured fleet begin and end with the application that embeds it. Without `flotilla.roots`
/// nothing happens.
@Singleton
public class FleetLifecycle {

    private static final Logger LOG = System.getLogger(FleetLifecycle.class.getName());

    private final Instance<Fleet> fleet;
    private final List<Future<FleetSummary>> running = new ArrayList<>();

    FleetLifecycle(Instance<Fleet> fleet) {
        this.fleet = fleet;
    }

    void start(@Observes StartupEvent event, FlotillaConfig config, Instance<FleetSettings> settings) {
        if (ConfiguredFleet.isWanted(config)) {
            running.add(fleet.get().runInBackground(settings.get().interval()));
        }
    }

    /// Does the last sync, and says what was left behind.
    void stop(@Observes ShutdownEvent event) throws InterruptedException, ExecutionException {
        for (Future<FleetSummary> run : running) {
            fleet.get().stop();
            for (String problem : run.get().problems()) {
                LOG.log(Level.WARNING, "not replicated: {0}", problem);
            }
        }
    }
}
