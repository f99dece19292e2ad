package io.flotilla.service.metrics;

import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.FleetsShown;
import io.flotilla.service.trace.Traces;
import io.flotilla.spi.PathPattern;
import io.flotilla.store.Prices;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts what the fleets tell beside what the registry has of the program.
@Singleton
final class FleetMetrics {

    private final Fleets fleets;
    private final Instance<CollectorRegistry> registry;
    private final ProgramMetrics program;
    private final Traces traces;
    private final InstantSource clock;
    private final Prices prices;
    private final FleetCollector.Choice choice;
    private final AtomicBoolean isRegistered = new AtomicBoolean();

    FleetMetrics(
            Fleets fleets,
            Instance<CollectorRegistry> registry,
            ProgramMetrics program,
            Traces traces,
            InstantSource clock,
            Prices prices,
            @ConfigProperty(name = "flotilla.metrics.projects", defaultValue = "20") int projects,
            @ConfigProperty(name = "flotilla.metrics.databases") Optional<List<String>> databases) {
        this.fleets = fleets;
        this.registry = registry;
        this.program = program;
        this.traces = traces;
        this.clock = clock;
        this.prices = prices;
        this.choice = new FleetCollector.Choice(
                projects,
                databases.orElse(List.of()).stream().map(PathPattern::absolute).toList());
    }

    /// The one that is scraped; without this, everybody who asks for one would be given another. It counts nothing
    /// before somebody scrapes.
    @Produces
    @Singleton
    CollectorRegistry registry() {
        return new CollectorRegistry();
    }

    /// Once, for the collector asks which fleets there are.
    void begin(@Observes FleetsShown now) {
        if (!isRegistered.getAndSet(true)) {
            program.bind();
            registry.get().register(new FleetCollector(fleets::all, prices, clock, choice));
            registry.get().register(new TraceCollector(traces::counts));
        }
    }
}
