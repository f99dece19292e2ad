package io.flotilla.wiring;

import io.flotilla.catalog.Catalog;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.signal.SignalSettings;
import io.flotilla.signal.Signals;
import io.flotilla.signal.Watched;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Lets the configured fleet begin and end with the application that embeds it. Without `flotilla.roots`
/// nothing happens.
@Singleton
public class FleetLifecycle {

    private static final Logger LOG = System.getLogger(FleetLifecycle.class.getName());

    private final Instance<Fleet> fleet;
    private final Instance<Catalog> catalog;
    private final Instance<ConfiguredSignals> signals;
    private final List<Future<FleetSummary>> running = new ArrayList<>();
    private final List<Signals> told = new ArrayList<>();

    FleetLifecycle(Instance<Fleet> fleet, Instance<Catalog> catalog, Instance<ConfiguredSignals> signals) {
        this.fleet = fleet;
        this.catalog = catalog;
        this.signals = signals;
    }

    void start(@Observes StartupEvent event, FlotillaConfig config, Instance<FleetSettings> settings) {
        if (ConfiguredFleet.isWanted(config)) {
            SignalSettings wanted = signals.get().settings();
            running.add(fleet.get()
                    .runInBackground(settings.get().interval())
                    .whenComplete((summary, failure) -> note(Optional.ofNullable(failure))));
            var watched = new Watched(settings.get().target().toString(), fleet.get(), catalog.get());
            told.add(Signals.begin(wanted, () -> List.of(watched), signals.get().surroundings()));
        }
    }

    private static void note(Optional<Throwable> failure) {
        failure.ifPresent(cause -> LOG.log(Level.ERROR, "the replication ended: {0}", cause.toString()));
    }

    /// Does the last sync, says what was left behind, and closes the fleet, before the target is.
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        told.forEach(Signals::close);
        for (Future<FleetSummary> run : running) {
            try (Fleet ending = fleet.get()) {
                ending.stop();
                for (String problem : run.get().problems()) {
                    LOG.log(Level.WARNING, "not replicated: {0}", problem);
                }
            } catch (ExecutionException failed) {
                LOG.log(Level.DEBUG, "there is no last sync after a failure", failed);
            }
        }
    }
}
