package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.service.bucket.WatchedProgram.Look;
import io.flotilla.service.bucket.WrittenDatabases.Rounds;
import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The packaged program, as it is without settings, through minutes without its store, while a part of its databases is
/// written every ten seconds. Figures go to standard output, a line each.
///
/// `-Dflotilla.bucket.campaign=true`, with `-Dflotilla.bucket.databases`, `.hot`, `.outage` (seconds) and `.store`
/// (`s3proxy`, `minio`, `versitygw`).
@EnabledIfSystemProperty(named = "flotilla.bucket.campaign", matches = "true")
class OutageCampaignIT {

    private static final int DATABASES = Integer.getInteger("flotilla.bucket.databases", 1000);
    private static final int HOT = Integer.getInteger("flotilla.bucket.hot", 100);
    private static final int OUTAGE = Integer.getInteger("flotilla.bucket.outage", 60);
    private static final String STORE = System.getProperty("flotilla.bucket.store", "s3proxy");

    private static final int SECONDS_BETWEEN_WRITES = 10;
    private static final int SECONDS_BEFORE = 30;
    private static final int SECONDS_AFTER = 30;
    private static final int LINES = 20;
    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @TempDir
    private Path directory;

    private enum Outage {
        SILENCE,
        ANSWERS_503,
        REFUSED
    }

    @ParameterizedTest
    @EnumSource
    void catchesUpWithinAMinuteAndNothingIsLost(Outage outage) throws Exception {
        try (CampaignStore store = CampaignStore.start(STORE, directory);
                var databases = new WrittenDatabases(Files.createDirectory(directory.resolve("source")), DATABASES)) {
            FaultyProxy proxy = FaultyProxy.before(store.port());
            try (WatchedProgram program = start(databases, proxy.port())) {
                say(
                        outage,
                        "first copies of " + DATABASES + " databases took "
                                + seconds(program.await(look -> look.isAllThere(DATABASES), PATIENCE)) + " s");
                proxy = livesThrough(outage, store, proxy, databases, program);
                databases.closeConnections();
                program.await(look -> look.unprotected() == 0, PATIENCE);
                assertThat(program.end()).isZero();
            } finally {
                proxy.close();
            }
            assertRestored(outage, databases, store);
        }
    }

    /// @return the proxy that stands there afterwards
    private FaultyProxy livesThrough(
            Outage outage, CampaignStore store, FaultyProxy proxy, WrittenDatabases databases, WatchedProgram program)
            throws Exception {
        var enough = new CountDownLatch(1);
        Future<Rounds> writer = databases.writeRounds(enough, databases.first(HOT), SECONDS_BETWEEN_WRITES);
        List<Look> before = watch(outage, "before", program, SECONDS_BEFORE);
        HttpFault fault = strike(outage, proxy);
        List<Look> during = watch(outage, "during", program, OUTAGE);
        assertThat(hasStruck(outage, proxy, fault, during))
                .as("the fault struck")
                .isTrue();
        FaultyProxy healed = heal(outage, store, proxy);
        Duration caughtUp = program.awaitAllBefore(Instant.now(), PATIENCE);
        List<Look> after = watch(outage, "after", program, SECONDS_AFTER);
        enough.countDown();
        Rounds written = WrittenDatabases.result(writer);
        say(
                outage,
                "away for " + OUTAGE + " s, " + HOT + " of " + DATABASES + " written every "
                        + SECONDS_BETWEEN_WRITES + " s: RSS in MB at most " + most(before) + " before, " + most(during)
                        + " during, " + most(after) + " after; " + written.commits() + " commits, " + written.failed()
                        + " failed, the longest took " + TimeUnit.NANOSECONDS.toMillis(written.longestNanos())
                        + " ms; all that was written before the return was there " + seconds(caughtUp) + " s after it");
        assertThat(written.failed()).isZero();
        assertThat(caughtUp).isLessThan(LONGEST_CATCHING_UP);
        return healed;
    }

    private static HttpFault strike(Outage outage, FaultyProxy proxy) {
        return switch (outage) {
            case SILENCE -> proxy.add(request -> true, new HttpFault.Silent());
            case ANSWERS_503 -> proxy.add(request -> true, HttpFault.s3Error(503, "SlowDown"));
            case REFUSED -> {
                proxy.close();
                yield new HttpFault.Silent();
            }
        };
    }

    /// Of connections that are refused the program alone knows; silence it notices after a minute.
    private static boolean hasStruck(Outage outage, FaultyProxy proxy, HttpFault fault, List<Look> during) {
        return switch (outage) {
            case SILENCE, ANSWERS_503 -> proxy.fired(fault) > 0;
            case REFUSED -> !during.getLast().targetAnswers();
        };
    }

    private static FaultyProxy heal(Outage outage, CampaignStore store, FaultyProxy proxy) throws Exception {
        if (outage == Outage.REFUSED) {
            return FaultyProxy.before(store.port(), proxy.port());
        }
        proxy.heal();
        return proxy;
    }

    /// Looks every second, and says some twenty times what it saw since the last time.
    private List<Look> watch(Outage outage, String phase, WatchedProgram program, int seconds) throws Exception {
        List<Look> looks = new ArrayList<>(List.of(program.look()));
        int said = 0;
        int step = Math.max(5, seconds / LINES);
        for (int second = 1; second <= seconds; second++) {
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            looks.add(program.look());
            if (second % step == 0 || second == seconds) {
                List<Look> part = looks.subList(said, looks.size());
                say(outage, phase + ", " + second + " s: " + part.getLast().since(part.getFirst()));
                said = looks.size() - 1;
            }
        }
        return looks;
    }

    private static long most(List<Look> looks) {
        return looks.stream().mapToLong(Look::residentMegabytes).max().orElseThrow();
    }

    private WatchedProgram start(WrittenDatabases databases, int port) throws Exception {
        return WatchedProgram.start(
                Program.flotilla(directory.resolve("flotilla.log")),
                databases.directory(),
                CountedStore.url("fleet", port),
                directory.resolve("state"));
    }

    /// All of them, straight from the store, byte for byte.
    private void assertRestored(Outage outage, WrittenDatabases databases, CampaignStore store) throws Exception {
        Path restored = directory.resolve("restored");
        Program.flotilla(directory.resolve("restore.log"))
                .run("restore", "--all", CountedStore.url("fleet", store.port()), "-o", restored.toString());
        Predicate<Path> differs = database -> {
            try {
                Path name = databases.directory().relativize(database);
                return Files.mismatch(database, restored.resolve(name)) != -1;
            } catch (IOException missing) {
                return true;
            }
        };
        List<Path> lost = databases.first(DATABASES).stream().filter(differs).toList();
        say(outage, DATABASES + " databases restored, " + lost.size() + " different");
        assertThat(lost).isEmpty();
    }

    private static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f", length.toMillis() / 1000.0);
    }

    @SuppressWarnings("SystemOut") // the figures of a campaign are for whoever started it
    private static void say(Outage outage, String figure) {
        System.out.println("outage " + outage + ": " + figure);
    }
}
