package io.flotilla.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flotilla.catalog.DatabaseId;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
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
            List<MetricFamilySamples> second = collector.collect();

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
            List<MetricFamilySamples> snapshots = fleet.collector().collect();

            List<Sample> databases = family(snapshots, "flotilla_project_databases").samples;
            assertThat(databases).hasSize(21);
            assertThat(databases)
                    .anySatisfy(sample -> assertThat(sample.labelValues).containsExactly("project777"))
                    .anySatisfy(sample -> {
                        assertThat(sample.labelValues).containsExactly("/other");
                        assertThat(sample.value).isEqualTo(5 * 980);
                    });
        }
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private static double value(List<MetricFamilySamples> families, String name) {
        return family(families, name).samples.stream()
                .mapToDouble(sample -> sample.value)
                .sum();
    }

    private static MetricFamilySamples family(List<MetricFamilySamples> families, String name) {
        return families.stream()
                .filter(family -> family.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long series(List<MetricFamilySamples> families) {
        return families.stream().mapToLong(family -> family.samples.size()).sum();
    }
}
