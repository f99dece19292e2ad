package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.service.interop.LitestreamBinary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What a fleet that nobody writes asks of a bucket, of Flotilla and of Litestream: one after the other, as many
/// databases, each program as it is without settings. Counted on the way into the server, and the puts once more in it.
///
/// `-Dflotilla.bucket.campaign=true`, with `-Dflotilla.bucket.databases` and `.idle` (seconds).
@EnabledIfSystemProperty(named = "flotilla.bucket.campaign", matches = "true")
class LitestreamBucketIT {

    private static final int DATABASES = Integer.getInteger("flotilla.bucket.databases", 300);
    private static final int IDLE = Integer.getInteger("flotilla.bucket.idle", 180);
    /// Until the first copies are merged, where somebody merges them.
    private static final int SETTLING = 60;

    private static final int PATIENCE_MINUTES = 10;

    @TempDir
    private Path directory;

    @Test
    void asksForNothingWhileNobodyWritesAndLitestreamDoes() throws Exception {
        Optional<Path> litestream = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(litestream.isPresent(), "There is no Litestream, and no Go to build it with");

        var programs = new Replicators(directory);
        assertThat(measure("Flotilla", programs::flotilla)).isEmpty();
        assertThat(measure("Litestream", (source, port) -> programs.litestream(litestream.orElseThrow(), source, port)))
                .containsKey("LIST");
    }

    /// Starts a program that replicates all databases of a source to the store at this port.
    @FunctionalInterface
    private interface Starting {
        Process start(WrittenDatabases source, int port) throws Exception;
    }

    /// How many requests of each kind there were while nobody wrote.
    private Map<String, Long> measure(String who, Starting program) throws Exception {
        try (CountedStore store = CountedStore.start();
                FaultyProxy counting = FaultyProxy.before(store.port());
                var source = new WrittenDatabases(Files.createDirectory(directory.resolve(who)), DATABASES)) {
            Process running = program.start(source, counting.port());
            try {
                await(running, store);
                pause(SETTLING);
                List<HttpRequest> first = counting.requests();
                CountedStore.Counts before = store.counts();
                Instant begin = Instant.now();
                pause(IDLE);
                List<HttpRequest> all = counting.requests();
                Duration idle = Duration.between(begin, Instant.now());
                CountedStore.Counts inside = store.counts().since(before);
                Map<String, Long> asked = kinds(all.subList(first.size(), all.size()));
                say(who + ": " + DATABASES + " databases, first copies and " + SETTLING + " s: " + kinds(first));
                say(who + ": idle for " + idle.toSeconds() + " s: " + asked + " (in the server: " + inside + "), "
                        + perDatabaseAndHour(asked, idle) + " for each database and hour");
                assertThat(running.isAlive()).as(who).isTrue();
                return asked;
            } finally {
                running.destroy();
                if (!running.waitFor(1, TimeUnit.MINUTES)) {
                    running.destroyForcibly();
                }
            }
        }
    }

    private static Map<String, Long> kinds(List<HttpRequest> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(LitestreamBucketIT::kind, TreeMap::new, Collectors.counting()));
    }

    private static String kind(HttpRequest request) {
        return request.target().contains("list-type=2") ? "LIST" : request.method();
    }

    private static String perDatabaseAndHour(Map<String, Long> asked, Duration idle) {
        long all = asked.values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT, "%.1f", all * (double) Duration.ofHours(1).toMillis() / idle.toMillis() / DATABASES);
    }

    private static void await(Process running, CountedStore store) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(PATIENCE_MINUTES));
        while (store.counts().puts() < DATABASES) {
            assertThat(running.isAlive()).isTrue();
            assertThat(Instant.now()).as("patience").isBefore(end);
            pause(1);
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
