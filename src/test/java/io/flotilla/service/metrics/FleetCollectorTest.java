package io.flotilla.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flotilla.catalog.DatabaseId;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many series a large fleet has, and what a scrape of it costs.
class FleetCollectorTest {

    private static final int DATABASES = 100_000;

    /// A row is some 300 bytes: a hundred thousand of them would be thirty times this.
    private static final long SCRAPE_BYTES = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void aHundredThousandDatabasesAreFewSeriesAndNoRowIsMadeForAScrape() throws Exception {
        try (var fleet = new SampleFleet(directory, DATABASES)) {
            for (int i = 1; i <= 500; i++) {
                fleet.running().fleet().protection().noticed(new DatabaseId(i));
            }
            FleetCollector collector = fleet.collector();
            assertThat(series(collector.collect())).isLessThan(400);

            long before = allocated();
            MetricSnapshots second = collector.collect();

            assertThat(allocated() - before).isLessThan(SCRAPE_BYTES);
            assertThat(series(second)).isLessThan(400);
            assertThat(fleet.bytesRead()).isZero();
            assertThat(value(second, "flotilla_databases")).isEqualTo(DATABASES);
            assertThat(value(second, "flotilla_unprotected_databases")).isEqualTo(500);
            assertThat(value(second, "flotilla_project_databases")).isEqualTo(DATABASES);
            assertThat(value(second, "flotilla_project_unprotected_databases")).isEqualTo(500);
        }
    }

    @Test
    void projectsAreTheTwentyWithTheMostThatWaitsAndAllOthersAsOne() throws Exception {
        try (var fleet = new SampleFleet(directory, 5000)) {
            fleet.running().fleet().protection().noticed(new DatabaseId(778));
            MetricSnapshots snapshots = fleet.collector().collect();

            GaugeSnapshot databases = gauge(snapshots, "flotilla_project_databases");
            assertThat(databases.getDataPoints()).hasSize(21);
            assertThat(databases.getDataPoints())
                    .anySatisfy(point ->
                            assertThat(point.getLabels().get("project")).isEqualTo("project777"))
                    .anySatisfy(point -> {
                        assertThat(point.getLabels().get("project")).isEqualTo("/other");
                        assertThat(point.getValue()).isEqualTo(5 * 980);
                    });
        }
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private static double value(MetricSnapshots snapshots, String name) {
        return gauge(snapshots, name).getDataPoints().stream()
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    private static GaugeSnapshot gauge(MetricSnapshots snapshots, String name) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .map(GaugeSnapshot.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /// As Prometheus counts them: a histogram is one for each class and two more.
    private static long series(MetricSnapshots snapshots) {
        return snapshots.stream().mapToLong(FleetCollectorTest::series).sum();
    }

    private static long series(MetricSnapshot snapshot) {
        return snapshot instanceof HistogramSnapshot histogram
                ? histogram.getDataPoints().stream()
                        .mapToLong(point -> point.getClassicBuckets().size() + 2)
                        .sum()
                : snapshot.getDataPoints().size();
    }
}
