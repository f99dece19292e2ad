package io.flotilla.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import io.flotilla.plugins.contract.LogLines;
import io.flotilla.service.live.Running;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which databases have series of their own by Litestream's names, and what that costs a scrape.
class ChosenDatabasesTest {

    private static final int DATABASES = 100_000;

    /// A path is some 100 bytes, and its text as many again: a hundred thousand of them would be twenty times this.
    private static final long SCRAPE_BYTES = 1_000_000;

    private final LogLines lines = LogLines.of(ChosenDatabases.class);

    @TempDir
    private Path directory;

    @AfterEach
    void leave() {
        lines.close();
    }

    @Test
    void ofAHundredThousandThatDoNotMatchNoneIsLookedAtAgain() throws Exception {
        try (var fleet = new SampleFleet(directory, DATABASES)) {
            FleetCollector collector = collector(fleet, "/nowhere/**");
            collector.collect();

            long before = allocated();
            List<MetricFamilySamples> second = collector.collect();

            assertThat(allocated() - before).isLessThan(SCRAPE_BYTES);
            assertThat(litestream(second)).isEmpty();
            assertThat(fleet.bytesRead()).isZero();
        }
    }

    @Test
    void byDefaultThereIsNone() throws Exception {
        try (var fleet = new SampleFleet(directory, 30)) {
            assertThat(litestream(fleet.collector().collect())).isEmpty();
        }
    }

    @Test
    void thoseThatMatchOneOfThePatternsHaveSeries() throws Exception {
        try (var fleet = new SampleFleet(directory, 2000)) {
            FleetCollector collector = collector(fleet, "**/tenant7.db", "**/project8/*");

            assertThat(shown(collector.collect()))
                    .containsExactly(
                            path("project7/tenant7.db"), path("project8/tenant8.db"), path("project8/tenant1008.db"));
            assertThat(lines.said()).isEmpty();
        }
    }

    @Test
    void oneThatComesLaterIsFound() throws Exception {
        try (var fleet = new SampleFleet(directory, 30)) {
            FleetCollector collector = collector(fleet, "**/late.db");
            assertThat(shown(collector.collect())).isEmpty();
            fleet.running().catalog().register(Path.of(path("acme/late.db")), ObjectKey.of("acme/late.db"));

            assertThat(shown(collector.collect())).containsExactly(path("acme/late.db"));
        }
    }

    @Test
    void twentyAreShownAtMostAndThatIsSaidOnce() throws Exception {
        try (var fleet = new SampleFleet(directory, 2000)) {
            FleetCollector collector = collector(fleet, "**");
            collector.collect();

            assertThat(shown(collector.collect()))
                    .hasSize(20)
                    .startsWith(path("project0/tenant0.db"))
                    .endsWith(path("project19/tenant19.db"));
            assertThat(lines.said())
                    .containsExactly("flotilla.metrics.databases matches 2,000 databases: the first 20 have series, the"
                            + " others none");
        }
    }

    @Test
    void oneThatIsGoneMakesRoomForTheNext() throws Exception {
        try (var fleet = new SampleFleet(directory, 21)) {
            FleetCollector collector = collector(fleet, "**");
            collector.collect();
            fleet.running().catalog().mark(new DatabaseId(1), DatabaseState.MISSING, Why.NOTHING);

            assertThat(shown(collector.collect()))
                    .hasSize(20)
                    .startsWith(path("project1/tenant1.db"))
                    .endsWith(path("project20/tenant20.db"));
        }
    }

    @Test
    void severalFleetsShareTheTwenty() throws Exception {
        try (var one = new SampleFleet(directory.resolve("a"), "one", 15);
                var other = new SampleFleet(directory.resolve("b"), "other", 15)) {
            List<Running> fleets = new ArrayList<>(List.of(one.running(), other.running()));
            FleetCollector collector = SampleFleet.collector(fleets, List.of(PathPattern.of("**")));
            assertThat(shown(collector.collect())).hasSize(20);

            fleets.remove(one.running());

            assertThat(shown(collector.collect())).hasSize(15).allMatch(path -> path.contains("/b/source/"));
        }
    }

    /// So that nobody looks for one that is not there.
    @Test
    void everySeriesHasALineOnThePage() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
        String page = Files.readString(root.resolve("docs").resolve("monitoring.md"));
        try (var fleet = new SampleFleet(directory, 1)) {
            assertThat(litestream(collector(fleet, "**").collect()))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
        }
    }

    private static FleetCollector collector(SampleFleet fleet, String... patterns) {
        return SampleFleet.collector(
                List.of(fleet.running()),
                List.of(patterns).stream().map(PathPattern::of).toList());
    }

    private String path(String name) throws IOException {
        return directory.resolve("source").resolve(name).toString();
    }

    /// The databases that have a TXID, in the order of the series.
    private static List<String> shown(List<MetricFamilySamples> families) {
        return families.stream()
                .filter(family -> family.name.equals("litestream_txid"))
                .flatMap(family -> family.samples.stream())
                .map(sample -> sample.labelValues.getFirst())
                .toList();
    }

    /// The names of all samples that are Litestream's.
    private static List<String> litestream(List<MetricFamilySamples> families) {
        return families.stream()
                .flatMap(family -> family.samples.stream())
                .map(sample -> sample.name)
                .filter(name -> name.startsWith("litestream_"))
                .distinct()
                .toList();
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
