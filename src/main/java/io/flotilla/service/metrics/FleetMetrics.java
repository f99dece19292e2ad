package io.flotilla.service.metrics;

import io.flotilla.service.live.Running;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts what the fleet tells beside what the registry has of the program.
@Singleton
final class FleetMetrics {

    private final Instance<CollectorRegistry> registry;
    private final ProgramMetrics program;
    private final InstantSource clock;
    private final int projects;

    FleetMetrics(
            Instance<CollectorRegistry> registry,
            ProgramMetrics program,
            InstantSource clock,
            @ConfigProperty(name = "flotilla.metrics.projects", defaultValue = "20") int projects) {
        this.registry = registry;
        this.program = program;
        this.clock = clock;
        this.projects = projects;
    }

    /// The one that is scraped; without this, everybody who asks for one would be given another.
    @Produces
    @Singleton
    CollectorRegistry registry() {
        return new CollectorRegistry(true);
    }

    void begin(@Observes Running running) {
        program.bind();
        registry.get().register(new FleetCollector(running, clock, projects));
    }
}
