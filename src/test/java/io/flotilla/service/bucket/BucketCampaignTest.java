package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.service.bucket.CountedStore.Counts;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a fleet asks of a bucket, and how it lives through one that is away. Figures go to standard output, a line
/// each.
///
/// `-Dflotilla.bucket.campaign=true`, with `-Dflotilla.bucket.databases`, `.hot`, `.idle` and `.outage` (seconds).
@EnabledIfSystemProperty(named = "flotilla.bucket.campaign", matches = "true")
class BucketCampaignTest {

    private static final int DATABASES = Integer.getInteger("flotilla.bucket.databases", 1000);
    private static final int HOT = Integer.getInteger("flotilla.bucket.hot", 100);
    private static final int IDLE = Integer.getInteger("flotilla.bucket.idle", 60);
    private static final int OUTAGE = Integer.getInteger("flotilla.bucket.outage", 60);
    /// The store is tried with two puts, before anything is uploaded.
    private static final int TRIAL = 2;

    private static final int ROUNDS = 10;
    private static final int PATIENCE_MINUTES = 30;

    @TempDir
    private Path directory;

    private CountedStore store;
    private WrittenDatabases databases;

    @BeforeEach
    void start() throws Exception {
        store = CountedStore.start();
        databases = new WrittenDatabases(Files.createDirectory(directory.resolve("source")), DATABASES);
    }

    @AfterEach
    void stop() throws Exception {
        databases.close();
        store.close();
    }

    @Test
    void asksForNothingWhileNobodyWritesAndForOnePutAnIntervalOfWhoIsWritten() throws Exception {
        List<Path> hot = databases.first(HOT);
        try (RunningFleet fleet = fleet(store.port())) {
            await(() -> fleet.served() == DATABASES);
            Counts copied = store.counts();
            say("first copies: " + copied + " for " + DATABASES + " databases");
            assertThat(copied.puts()).isBetween((long) DATABASES, (long) DATABASES + TRIAL);

            pause(IDLE);
            Counts idle = store.counts().since(copied);
            say("idle for " + IDLE + " s: " + idle);
            assertThat(idle).isEqualTo(new Counts(0, 0, 0));

            for (int round = 0; round < ROUNDS; round++) {
                databases.write(hot);
                awaitAll(fleet, hot);
            }
            Counts written = store.counts().since(copied);
            say(ROUNDS + " changes of " + HOT + " databases, each waited for: " + written + ", "
                    + written.puts() / (double) (ROUNDS * HOT) + " puts a change");
            assertThat(written.puts()).isEqualTo((long) ROUNDS * HOT);
            databases.closeConnections();
            assertThat(fleet.stop()).isEmpty();
        }
        Counts before = store.counts();
        try (RunningFleet again = fleet(store.port())) {
            pause(5);
            assertThat(again.stop()).isEmpty();
        }
        Counts started = store.counts().since(before);
        say("start and end with a clean catalog: " + started);
        assertThat(started).isEqualTo(new Counts(0, 0, 0));
    }

    private enum Outage {
        SILENCE,
        ANSWERS_503,
        REFUSED
    }

    @ParameterizedTest
    @EnumSource
    void catchesUpAfterAnOutage(Outage outage) throws Exception {
        List<Path> hot = databases.first(HOT);
        FaultyProxy proxy = FaultyProxy.before(store.port());
        int port = proxy.port();
        try (RunningFleet fleet = fleet(port)) {
            await(() -> fleet.served() == DATABASES);
            long quiet = heap();
            var enough = new CountDownLatch(1);
            Future<Long> writer = databases.writeUntil(enough, hot, 10);
            int requests = proxy.requests().size();
            switch (outage) {
                case SILENCE -> proxy.add(request -> true, new HttpFault.Silent());
                case ANSWERS_503 -> proxy.add(request -> true, HttpFault.s3Error(503, "SlowDown"));
                case REFUSED -> proxy.close();
            }
            pause(OUTAGE);
            enough.countDown();
            long longest = WrittenDatabases.result(writer);
            long during = outage == Outage.REFUSED ? 0 : proxy.requests().size() - requests;
            long away = heap();
            Instant back = Instant.now();
            if (outage == Outage.REFUSED) {
                proxy = FaultyProxy.before(store.port(), port);
            } else {
                proxy.heal();
            }
            awaitAll(fleet, hot);
            Duration caughtUp = Duration.between(back, Instant.now());
            say(outage + " for " + OUTAGE + " s, " + HOT + " of " + DATABASES + " written every 10 s: "
                    + during + " requests meanwhile, heap " + quiet / 1_000_000 + " -> " + away / 1_000_000
                    + " MB, longest round of all writes " + longest / 1_000_000 + " ms, caught up after "
                    + caughtUp.toMillis() + " ms");
            databases.closeConnections();
            assertThat(fleet.stop()).isEmpty();
            assertThat(caughtUp).isLessThan(Duration.ofSeconds(60));
        } finally {
            proxy.close();
        }
        assertRestored(hot);
    }

    @Test
    void livesWithErrorsAndResets() throws Exception {
        List<Path> hot = databases.first(HOT);
        try (FaultyProxy proxy = FaultyProxy.before(store.port());
                RunningFleet fleet = fleet(proxy.port())) {
            await(() -> fleet.served() == DATABASES);
            say("lag without faults: " + lags(fleet, hot));
            var errors = proxy.add(FaultyProxy.some(0.10, 1, request -> true), HttpFault.s3Error(500, "InternalError"));
            var resets = proxy.add(FaultyProxy.some(0.05, 2, request -> true), new HttpFault.LosesAnswer());
            say("lag with 10 % errors and 5 % resets: " + lags(fleet, hot) + ", " + proxy.fired(errors) + " errors, "
                    + proxy.fired(resets) + " resets");
            assertThat(proxy.fired(errors)).isPositive();
            assertThat(proxy.fired(resets)).isPositive();
            proxy.heal();
            awaitAll(fleet, hot);
            databases.closeConnections();
            assertThat(fleet.stop()).isEmpty();
        }
        assertRestored(hot);
    }

    private String lags(RunningFleet fleet, List<Path> hot) throws Exception {
        fleet.takeLags();
        for (int round = 0; round < ROUNDS; round++) {
            databases.write(hot);
            pause(2);
        }
        awaitAll(fleet, hot);
        List<Duration> lags = fleet.takeLags();
        return "p50 " + at(lags, 50) + " ms, p99 " + at(lags, 99) + " ms of " + lags.size();
    }

    private static long at(List<Duration> sorted, int percent) {
        return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1).toMillis();
    }

    private RunningFleet fleet(int port) throws Exception {
        return new RunningFleet(databases.directory(), directory.resolve("state"), CountedStore.url("fleet", port));
    }

    private void awaitAll(RunningFleet fleet, List<Path> written) throws InterruptedException {
        await(() -> written.stream().allMatch(database -> fleet.has(database, databases.lastWrite(database))));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(PATIENCE_MINUTES));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("patience").isBefore(end);
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        }
    }

    private static void pause(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Straight from the server, byte for byte.
    private void assertRestored(List<Path> written) throws Exception {
        try (OpenTarget target = Targets.installed().open(TargetUrl.parse(CountedStore.url("fleet", store.port())))) {
            var restore = new Restore(new LtxStore(target.target(), target.layout()));
            for (Path database : written) {
                var key =
                        ObjectKey.of(databases.directory().relativize(database).toString());
                Path output = directory.resolve("restored-" + database.getFileName());
                assertThat(restore.restore(
                                new RestoreRequest(key, new RestorePoint.Latest(), output), RestoreProgress.NONE))
                        .isInstanceOf(RestoreResult.Restored.class);
                assertThat(output).hasSameBinaryContentAs(database);
            }
        }
        say(written.size() + " databases restored, 0 different");
    }

    @SuppressWarnings("SystemOut") // the figures of a campaign are for whoever started it
    private static void say(String figure) {
        System.out.println("bucket: " + figure);
    }
}
