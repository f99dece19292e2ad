package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.service.interop.LitestreamBinary;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What an upload costs Flotilla and Litestream: one after the other, to the same server, which is a process of its own
/// where one is named. Processor time is that of the program alone.
///
/// `-Dflotilla.bucket.campaign=true`, with `-Dflotilla.bucket.store`, `.databases`, `.seconds` and `.large` (MiB).
@EnabledIfSystemProperty(named = "flotilla.bucket.campaign", matches = "true")
class ThroughputIT {

    private static final String STORE = System.getProperty("flotilla.bucket.store", "s3proxy");
    private static final int DATABASES = Integer.getInteger("flotilla.bucket.databases", 300);
    private static final int SECONDS = Integer.getInteger("flotilla.bucket.seconds", 60);
    private static final int LARGE = Integer.getInteger("flotilla.bucket.large", 1024);
    private static final int WARM_UP_SECONDS = 30;
    private static final int PATIENCE_MINUTES = 20;

    /// Half of a row does not compress.
    private static final String FILL = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 64 * 1024)
            INSERT INTO t(content) SELECT randomblob(500) || zeroblob(500) FROM n""";

    @TempDir
    private Path directory;

    private Path litestream;

    /// Starts a program that replicates all databases of a source to the store at this port.
    @FunctionalInterface
    private interface Starting {
        Process start(WrittenDatabases source, int port) throws Exception;
    }

    @BeforeEach
    void find() throws Exception {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(found.isPresent(), "There is no Litestream, and no Go to build it with");
        litestream = found.orElseThrow();
    }

    @Test
    void putsSmallFiles() throws Exception {
        var programs = new Replicators(directory);
        double ours = putSmall("Flotilla", programs::flotilla);
        double theirs = putSmall("Litestream", (source, port) -> programs.litestream(litestream, source, port));
        say(String.format(Locale.ROOT, "puts a second of a processor, times Litestream's: %.2f", ours / theirs));
    }

    @Test
    void putsALargeFirstCopy() throws Exception {
        var programs = new Replicators(directory);
        Duration ours = putLarge("Flotilla", programs::flotilla);
        Duration theirs = putLarge("Litestream", (source, port) -> programs.litestream(litestream, source, port));
        say(String.format(
                Locale.ROOT, "large first copy, times as fast: %.2f", theirs.toMillis() / (double) ours.toMillis()));
    }

    /// Each database is written once a second. Gives the puts for each second of a processor.
    private double putSmall(String who, Starting program) throws Exception {
        Path place = Files.createDirectory(directory.resolve(who));
        try (CampaignStore store = CampaignStore.start(STORE, place);
                FaultyProxy counting = FaultyProxy.before(store.port());
                var source = new WrittenDatabases(Files.createDirectory(place.resolve("source")), DATABASES)) {
            Process running = program.start(source, counting.port());
            try {
                Instant end = Instant.now().plus(Duration.ofMinutes(PATIENCE_MINUTES));
                while (puts(counting) < DATABASES) {
                    assertThat(Instant.now()).as("patience").isBefore(end);
                    pause(1);
                }
                var enough = new CountDownLatch(1);
                Future<WrittenDatabases.Rounds> writer = source.writeRounds(enough, source.all(), 1);
                pause(WARM_UP_SECONDS);
                long before = puts(counting);
                Duration processor = processor(running);
                Instant begin = Instant.now();
                pause(SECONDS);
                double seconds = Duration.between(begin, Instant.now()).toMillis() / 1e3;
                double used = processor(running).minus(processor).toMillis() / 1e3;
                long puts = puts(counting) - before;
                enough.countDown();
                WrittenDatabases.Rounds written = WrittenDatabases.result(writer);
                assertThat(running.isAlive()).as(who).isTrue();
                say(String.format(
                        Locale.ROOT,
                        "%s: %d databases written each second (%d commits, %d failed): %.0f puts a second, %.2f ms of a"
                                + " processor each, %.0f puts a second of a processor",
                        who,
                        DATABASES,
                        written.commits(),
                        written.failed(),
                        puts / seconds,
                        used * 1e3 / puts,
                        puts / used));
                return puts / used;
            } finally {
                end(running);
            }
        }
    }

    private static long puts(FaultyProxy counting) {
        return counting.requests().stream()
                .filter(request -> request.method().equals("PUT"))
                .count();
    }

    private Duration putLarge(String who, Starting program) throws Exception {
        Path place = Files.createDirectory(directory.resolve(who));
        try (CampaignStore store = CampaignStore.start(STORE, place);
                var source = new WrittenDatabases(Files.createDirectory(place.resolve("source")), 1)) {
            Path database = source.all().getFirst();
            fill(database);
            double megabytes = Files.size(database) / 1e6;
            Instant begin = Instant.now();
            Process running = program.start(source, store.port());
            try {
                awaitFirstFile(source, database, store.port(), running);
                Duration time = Duration.between(begin, Instant.now());
                say(String.format(
                        Locale.ROOT,
                        "%s: first copy of %.0f MB: %.1f s from the start of the process, %.0f MB/s, %.1f s of a"
                                + " processor, %d MB resident at the most",
                        who,
                        megabytes,
                        time.toMillis() / 1e3,
                        megabytes * 1e3 / time.toMillis(),
                        processor(running).toMillis() / 1e3,
                        mostResident(running)));
                return time;
            } finally {
                end(running);
            }
        } finally {
            deleteAll(place);
        }
    }

    private static void fill(Path database) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            while (Files.size(database) < LARGE * 1024L * 1024) {
                statement.execute(FILL);
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }

    private static void awaitFirstFile(WrittenDatabases source, Path database, int port, Process running)
            throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(PATIENCE_MINUTES));
        ObjectKey replica = ObjectKey.of(source.directory().relativize(database).toString());
        try (OpenTarget target = Targets.installed().open(TargetUrl.parse(CountedStore.url("fleet", port)))) {
            var store = new LtxStore(target.target(), target.layout());
            while (store.list(replica).isEmpty()) {
                assertThat(running.isAlive()).isTrue();
                assertThat(Instant.now()).as("patience").isBefore(end);
                new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static Duration processor(Process running) {
        return running.info().totalCpuDuration().orElseThrow();
    }

    private static long mostResident(Process running) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(running.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .sum();
    }

    private static void end(Process running) throws InterruptedException {
        running.destroy();
        if (!running.waitFor(1, TimeUnit.MINUTES)) {
            running.destroyForcibly();
        }
    }

    private static void deleteAll(Path place) throws IOException {
        try (var files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void pause(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    @SuppressWarnings("SystemOut") // the figures of a campaign are for whoever started it
    private static void say(String figure) {
        System.out.println("bucket: " + figure);
    }
}
