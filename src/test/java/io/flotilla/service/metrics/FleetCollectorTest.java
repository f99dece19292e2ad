package io.flotilla.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.ProofTimes;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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

    /// Whatever is counted by the minute: a scrape costs the same after a pause.
    @Test
    void proofsOfAHundredThousandDatabasesCostAScrapeNothingAlsoAfterMoreThanAMinute() throws Exception {
        try (var fleet = new SampleFleet(directory, DATABASES)) {
            fleet.replicate(DATABASES - 1);
            var now = new AtomicReference<>(Instant.now());
            ProofTimes proofs = fleet.running().proofs().times();
            Instant known = proofs.standing().oldest().orElseThrow();
            for (int i = 1; i <= 50; i++) {
                fleet.running().proofs().note(new DatabaseId(i), Proofs.Result.SOUND);
            }
            fleet.running().proofs().note(new DatabaseId(7), Proofs.Result.FAILED);
            fleet.running().proofs().note(new DatabaseId(9999), Proofs.Result.FAILED);
            fleet.running().proofs().note(new DatabaseId(5), Proofs.Result.UNANSWERED);
            FleetCollector collector = SampleFleet.collector(List.of(fleet.running()), List.of(), now::get);
            collector.collect();
            for (int seconds : List.of(15, 61, 3600, 86_400)) {
                now.set(now.get().plusSeconds(seconds));
                long before = allocated();
                List<MetricFamilySamples> next = collector.collect();
                assertThat(allocated() - before).as("after %s s", seconds).isLessThan(SCRAPE_BYTES);

                assertThat(of(next, "flotilla_proof_databases", "sound")).isEqualTo(49);
                assertThat(of(next, "flotilla_proof_databases", "failed")).isEqualTo(2);
                assertThat(of(next, "flotilla_proof_databases", "none")).isEqualTo(DATABASES - 1 - 51);
                assertThat(of(next, "flotilla_proofs", "sound")).isEqualTo(50);
                assertThat(of(next, "flotilla_proofs", "failed")).isEqualTo(2);
                assertThat(of(next, "flotilla_proofs", "unanswered")).isEqualTo(1);
                assertThat(value(next, "flotilla_oldest_proof_age_seconds"))
                        .isEqualTo(Duration.between(known, now.get()).toMillis() / 1000.0);
            }
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

    @Test
    void severalFleetsAreOneSumAndALineEach() throws Exception {
        try (var one = new SampleFleet(directory.resolve("a"), "one", 30);
                var other = new SampleFleet(directory.resolve("b"), "other", 12)) {
            other.running().fleet().protection().noticed(new DatabaseId(5));
            List<MetricFamilySamples> both = SampleFleet.collector(List.of(one.running(), other.running()))
                    .collect();

            assertThat(value(both, "flotilla_databases")).isEqualTo(42);
            assertThat(value(both, "flotilla_unprotected_databases")).isEqualTo(1);
            assertThat(value(both, "flotilla_project_databases")).isEqualTo(42);
            assertThat(of(both, "flotilla_project_databases", "project11")).isEqualTo(2);
            assertThat(of(both, "flotilla_project_unprotected_databases", "project4"))
                    .isEqualTo(1);
            assertThat(of(both, "flotilla_fleet_databases", "one")).isEqualTo(30);
            assertThat(of(both, "flotilla_fleet_unprotected_databases", "other"))
                    .isEqualTo(1);
            assertThat(family(both, "flotilla_target_up").samples).hasSize(1);
            assertThat(family(both, "flotilla_commit_to_detected_seconds").samples)
                    .hasSameSizeAs(family(one.collector().collect(), "flotilla_commit_to_detected_seconds").samples);
        }
    }

    @Test
    void projectsAndFleetsThatAreGoneAreNotShownAnyMore() throws Exception {
        try (var one = new SampleFleet(directory.resolve("a"), "one", 1);
                var other = new SampleFleet(directory.resolve("b"), "other", 2)) {
            List<Running> fleets = new ArrayList<>(List.of(one.running(), other.running()));
            FleetCollector collector = SampleFleet.collector(fleets);
            assertThat(family(collector.collect(), "flotilla_project_databases").samples)
                    .hasSize(3);

            fleets.remove(other.running());

            assertThat(family(collector.collect(), "flotilla_project_databases").samples)
                    .extracting(sample -> sample.labelValues.getFirst())
                    .containsExactly("project0", "/other");
            assertThat(family(collector.collect(), "flotilla_fleet_databases").samples)
                    .hasSize(1);
        }
    }

    @Test
    void manyFleetsHaveNoMoreSeriesThanTenAndTheOthersAsOne() throws Exception {
        List<SampleFleet> fleets = new ArrayList<>();
        try {
            for (int i = 0; i < 15; i++) {
                fleets.add(new SampleFleet(directory.resolve("f" + i), "fleet" + i, 3));
            }
            fleets.get(12).running().fleet().protection().noticed(new DatabaseId(1));
            List<MetricFamilySamples> all = SampleFleet.collector(
                            fleets.stream().map(SampleFleet::running).toList())
                    .collect();

            assertThat(family(all, "flotilla_fleet_databases").samples).hasSize(11);
            assertThat(of(all, "flotilla_fleet_databases", "fleet12")).isEqualTo(3);
            assertThat(of(all, "flotilla_fleet_databases", "/other")).isEqualTo(15);
        } finally {
            fleets.forEach(SampleFleet::close);
        }
    }

    /// The value with this only label.
    private static double of(List<MetricFamilySamples> families, String name, String label) {
        return family(families, name).samples.stream()
                .filter(sample -> sample.labelValues.equals(List.of(label)))
                .findFirst()
                .orElseThrow()
                .value;
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
