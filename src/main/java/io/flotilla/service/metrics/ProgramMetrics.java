package io.flotilla.service.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import jakarta.inject.Singleton;
import java.util.List;

/// What the registry has of the program itself: memory, threads, descriptors, processor.
///
/// Only where somebody can ask for it. The extension would do the same at each start, and the beans of
/// `java.lang.management` that it reads take 6 MB of memory.
@Singleton
final class ProgramMetrics {

    private final MeterRegistry registry;

    ProgramMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Adds them.
    void bind() {
        binders().forEach(binder -> binder.bindTo(registry));
    }

    /// None of them is closed: they live as long as the program.
    private static List<MeterBinder> binders() {
        return List.of(
                new ClassLoaderMetrics(),
                new JvmGcMetrics(),
                new JvmInfoMetrics(),
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new FileDescriptorMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics());
    }
}
