package io.flotilla.service.trace;

import io.flotilla.catalog.Catalog;
import io.flotilla.spi.PathPattern;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// OpenTelemetry's SDK with its exporter, as its environment variables say. The one class that makes it.
final class Exporting implements Tracing {

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");

    /// What the SDK calls a service that nobody has named.
    private static final String UNNAMED = "unknown_service:java";

    /// That of the SDK.
    private static final int QUEUE = 2048;

    private final List<PathPattern> chosen;
    private final OpenTelemetrySdk sdk;
    private final SpanLane lane;
    private final InstantSource clock;

    private Exporting(List<PathPattern> chosen, OpenTelemetrySdk sdk, SpanLane lane, InstantSource clock) {
        this.chosen = chosen;
        this.sdk = sdk;
        this.lane = lane;
        this.clock = clock;
    }

    /// @throws IllegalStateException where a variable of OpenTelemetry makes no sense
    static Exporting begin(List<PathPattern> chosen, String version, SpanLane lane, InstantSource clock) {
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", "http/protobuf"))
                    .addPropertiesCustomizer(config -> Map.of(
                            "otel.metrics.exporter", "none", "otel.logs.exporter", "none", "otel.propagators", "none"))
                    .addResourceCustomizer((resource, config) -> named(resource, version))
                    .addSpanExporterCustomizer((exporter, config) -> {
                        lane.widen(queue(config));
                        return new CountedExporter(exporter, lane);
                    })
                    .build()
                    .getOpenTelemetrySdk();
            return new Exporting(chosen, sdk, lane, clock);
        } catch (ConfigurationException | IllegalStateException | IllegalArgumentException refused) {
            throw new IllegalStateException(
                    "Traces are wanted (flotilla.traces.databases), and OpenTelemetry refuses its settings: "
                            + refused.getMessage(),
                    refused);
        }
    }

    private static int queue(ConfigProperties config) {
        return config.getInt("otel.bsp.max.queue.size", QUEUE);
    }

    /// Keeps a name that somebody gave.
    private static Resource named(Resource resource, String version) {
        var ours = resource.toBuilder().put(SERVICE_VERSION, version);
        if (UNNAMED.equals(resource.getAttribute(SERVICE_NAME))) {
            ours.put(SERVICE_NAME, "flotilla");
        }
        return ours.build();
    }

    @Override
    public Followed follow(String target, Supplier<Catalog> catalog) {
        var spans = new WaySpans(sdk.getTracer("io.flotilla"), lane, target);
        return new TracedFleet(new Chosen(chosen, catalog), spans, clock);
    }

    @Override
    public void close() {
        var _ = sdk.shutdown().join(1, TimeUnit.SECONDS);
        lane.end();
    }
}
