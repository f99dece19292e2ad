package io.flotilla.service.metrics;

import io.flotilla.service.live.Running;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts what the fleet tells beside what the registry already has of the program: memory, threads, descriptors.
@Singleton
final class FleetMetrics {

    private final Instance<PrometheusMeterRegistry> registry;
    private final InstantSource clock;
    private final int projects;

    FleetMetrics(
            Instance<PrometheusMeterRegistry> registry,
            InstantSource clock,
            @ConfigProperty(name = "flotilla.metrics.projects", defaultValue = "20") int projects) {
        this.registry = registry;
        this.clock = clock;
        this.projects = projects;
    }

    void begin(@Observes Running running) {
        registry.get().getPrometheusRegistry().register(new FleetCollector(running, clock, projects));
    }
}
