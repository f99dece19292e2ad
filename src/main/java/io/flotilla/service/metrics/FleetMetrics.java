package io.flotilla.service.metrics;

import io.flotilla.service.live.Running;
import io.flotilla.store.Prices;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts what the fleet tells beside what the registry already has of the program: memory, threads, descriptors.
@Singleton
final class FleetMetrics {

    private final Instance<CollectorRegistry> registry;
    private final InstantSource clock;
    private final Prices prices;
    private final int projects;

    FleetMetrics(
            Instance<CollectorRegistry> registry,
            InstantSource clock,
            Prices prices,
            @ConfigProperty(name = "flotilla.metrics.projects", defaultValue = "20") int projects) {
        this.registry = registry;
        this.clock = clock;
        this.prices = prices;
        this.projects = projects;
    }

    /// The one that is scraped; without this, everybody who asks for one would be given another.
    @Produces
    @Singleton
    CollectorRegistry registry() {
        return new CollectorRegistry(true);
    }

    void begin(@Observes Running running) {
        registry.get().register(new FleetCollector(running, prices, clock, projects));
    }
}
