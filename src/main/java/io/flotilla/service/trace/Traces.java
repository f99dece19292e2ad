package io.flotilla.service.trace;

import io.flotilla.spi.PathPattern;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Which databases are traced, as the settings say. Safe for use by several threads.
@Singleton
public final class Traces {

    private final Optional<List<String>> databases;
    private final String version;
    private final InstantSource clock;
    private final AtomicReference<Optional<SpanLane>> lane = new AtomicReference<>(Optional.empty());

    Traces(
            @ConfigProperty(name = "flotilla.traces.databases") Optional<List<String>> databases,
            @ConfigProperty(name = "quarkus.application.version") String version,
            InstantSource clock) {
        this.databases = databases;
        this.version = version;
        this.clock = clock;
    }

    /// Begins to trace, where a database is chosen. The caller closes it after its fleets.
    ///
    /// @throws IllegalStateException where a setting makes no sense; the text names it
    public Tracing begin() {
        List<PathPattern> chosen =
                databases.orElse(List.of()).stream().map(Traces::pattern).toList();
        if (chosen.isEmpty()) {
            return Tracing.NONE;
        }
        var spans = new SpanLane(System::nanoTime);
        Tracing begun = Exporting.begin(chosen, version, spans, clock);
        lane.set(Optional.of(spans));
        return begun;
    }

    private static PathPattern pattern(String glob) {
        try {
            return PathPattern.absolute(glob);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalStateException("flotilla.traces.databases: " + malformed.getMessage(), malformed);
        }
    }

    /// What became of the spans so far.
    public SpanCounts counts() {
        return lane.get().map(SpanLane::counts).orElse(SpanCounts.NONE);
    }
}
