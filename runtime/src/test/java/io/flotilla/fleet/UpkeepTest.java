package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.Position;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.compaction.MemorySpool;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.NewFile;
import io.flotilla.store.RequestKind;
import io.flotilla.store.RequestOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Upkeep of databases as time goes by, on a clock that the test moves: what is done, what it costs, and what not.
class UpkeepTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final HandClock clock = new HandClock();
    private long steadyNanos;
    private final FaultyTarget faulty = new FaultyTarget(new MemoryTarget());
    private final MeteredTarget target = new MeteredTarget(faulty);
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final LevelCounters counters = new LevelCounters();
    private final List<String> heard = new ArrayList<>();
    private Catalog catalog;
    private Upkeep upkeep;
    private UpkeepFeed feed;

    @BeforeEach
    void open() {
        catalog = Catalog.open(directory.resolve("state"), "memory:", clock, new Random(1))
                .catalog();
        use(FleetSettings.Levels.DEFAULT);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void use(FleetSettings.Levels settings) {
        var clocks = new Clocks(clock, () -> steadyNanos);
        var steps = new LevelSteps(store, new MemorySpool(1 << 20), FrameEncoding.BLOCK);
        var gate = new TargetGate(clock, new Random(1), 64);
        var shared =
                new Upkeep.Shared(counters, gate, new Warnings(), new Listener(), clock, new CautiousClock(clocks));
        upkeep = new Upkeep(catalog, store, steps, settings, shared);
        feed = new UpkeepFeed(catalog.openLevels(), settings, clock);
    }

    private DatabaseId database(String name) {
        return catalog.register(Path.of("/srv").resolve(name), ObjectKey.of(name));
    }

    /// Uploads the next state of a database, as the upload step does.
    private void write(DatabaseId id) throws IOException {
        write(id, Level.CAPTURED, TxIdRange.of(new TxId(catalog.lastTxId(id) + 1)));
    }

    private void write(DatabaseId id, Level level, TxIdRange range) throws IOException {
        TxId txId = range.max();
        var header = LtxHeader.of(512, 1, range, clock.instant());
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            byte[] page = new byte[512];
            new Random(txId.value()).nextBytes(page);
            writer.page(1, ByteBuffer.wrap(page));
            writer.finish();
        }
        put(id, level, range, out.toByteArray());
        var position = new Position(
                txId, header.timestamp(), new FileIdentity(1, 1, 1), 512, 1, new LogPosition.Unknown(), "boot");
        catalog.advance(List.of(new Advance(
                id, position, new HashChange.Forget(), Fingerprint.UNKNOWN, clock.instant(), clock.instant())));
    }

    private void put(DatabaseId id, Level level, TxIdRange range, byte[] bytes) {
        var name = new FileName(catalog.row(id).replica(), level, range);
        store.put(List.of(new NewFile(name, new BytesPayload(bytes), clock.instant())));
    }

    /// Time goes by, a second at a time at first, and whoever is due is looked at.
    private void pass(Duration time, Duration step) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            clock.move(step);
            steadyNanos += step.toNanos();
            feed.whenDue(upkeep::look);
        }
    }

    private String files(DatabaseId id) throws IOException {
        return store.list(catalog.row(id).replica()).stream()
                .map(file -> file.level() + ":" + file.range().min().value() + "-"
                        + file.range().max().value())
                .collect(Collectors.joining(" "));
    }

    private long requests(RequestKind kind) {
        return target.counts().requests().getOrDefault(kind, Map.of()).getOrDefault(RequestOutcome.DONE, 0L);
    }

    private long allRequests() {
        long sum = 0;
        for (RequestKind kind : RequestKind.values()) {
            sum += requests(kind);
        }
        return sum;
    }

    @Test
    void aDatabaseThatWasWrittenOnceIsNeverLookedAt() throws Exception {
        DatabaseId once = database("once.db");
        write(once);
        long before = allRequests();

        pass(Duration.ofDays(40), Duration.ofMinutes(10));

        assertThat(allRequests()).isEqualTo(before);
        assertThat(catalog.openLevels().size()).isZero();
    }

    @Test
    void filesGoUpTheLevelsAndAwayAndThenNothingIsAskedForAnyMore() throws Exception {
        DatabaseId busy = database("busy.db");
        for (int i = 0; i < 10; i++) {
            write(busy);
            pass(SECOND, SECOND);
        }
        pass(Duration.ofSeconds(40), SECOND);
        assertThat(files(busy)).startsWith("0:1-1 0:2-2").endsWith("0:10-10 9:1-10");

        write(busy);
        write(busy);
        pass(Duration.ofMinutes(7), SECOND);
        assertThat(files(busy)).isEqualTo("0:12-12 1:11-12 9:1-10");

        pass(Duration.ofHours(25), Duration.ofMinutes(1));
        assertThat(files(busy)).isEqualTo("0:12-12 9:1-12");

        pass(Duration.ofDays(3), Duration.ofMinutes(10));
        long before = allRequests();
        assertThat(catalog.openLevels().size()).isZero();

        pass(Duration.ofDays(365), Duration.ofHours(1));
        assertThat(allRequests()).isEqualTo(before);
    }

    @Test
    void aWitnessHearsWhatIsDoneAndOfHowManyFiles() throws Exception {
        DatabaseId busy = database("busy.db");
        for (int i = 0; i < 4; i++) {
            write(busy);
        }

        pass(Duration.ofMinutes(10), SECOND);

        assertThat(heard)
                .containsSubsequence(
                        "begins /srv/busy.db",
                        "merged into level 9 of 4",
                        "begins /srv/busy.db",
                        "removed of 3",
                        "begins /srv/busy.db");
    }

    /// Left as they were uploaded they are 1,000 reads.
    @Test
    void aThousandFilesAreRestoredByFewRequests() throws Exception {
        DatabaseId busy = database("busy.db");
        for (int i = 0; i < 1000; i++) {
            write(busy);
            pass(SECOND, SECOND);
        }
        long before = allRequests();

        var latest = new RestoreRequest(
                catalog.row(busy).replica(), new RestorePoint.Latest(), directory.resolve("restored.db"));
        RestoreResult result = new Restore(store).restore(latest, RestoreProgress.NONE);

        assertThat(result)
                .isInstanceOfSatisfying(
                        RestoreResult.Restored.class,
                        restored -> assertThat(restored.txId()).isEqualTo(new TxId(1000)));
        assertThat(allRequests() - before).isLessThanOrEqualTo(50);
    }

    /// Turns go on beside upkeep.
    @Test
    void filesThatComeDuringALookAreLookedAtAfterThePause() throws Exception {
        DatabaseId busy = database("busy.db");
        write(busy);
        write(busy);
        var comes = new AtomicBoolean(true);
        faulty.add(new Fault.Waits(Calls.all(Calls.Operation.PUT), () -> {
            if (comes.getAndSet(false)) {
                writeUnchecked(busy);
                writeUnchecked(busy);
            }
        }));

        pass(Duration.ofSeconds(35), SECOND);
        assertThat(comes).isFalse();
        assertThat(files(busy)).isEqualTo("0:1-1 0:2-2 0:3-3 0:4-4 9:1-2");

        pass(Duration.ofMinutes(1), SECOND);
        assertThat(files(busy)).isEqualTo("0:1-1 0:2-2 0:3-3 0:4-4 1:3-4 9:1-2");
    }

    /// The target knows more than the catalog, and nothing tells that this will ever change.
    @Test
    void aDatabaseWhosePositionIsForgottenIsNotLookedAtForEver() throws Exception {
        DatabaseId database = database("a.db");
        write(database);
        write(database);
        catalog.forgetPosition(database);
        pass(Duration.ofDays(3), Duration.ofMinutes(1));
        long before = allRequests();

        pass(Duration.ofDays(3), Duration.ofMinutes(1));

        assertThat(catalog.openLevels().size()).isZero();
        assertThat(allRequests()).isEqualTo(before);
    }

    private void writeUnchecked(DatabaseId id) {
        try {
            write(id);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// What a day costs: one listing a look, one read an input, one put a file made, one removal a file.
    @Test
    void aDayOfADatabaseThatIsWrittenEachSecondIsCounted() throws Exception {
        DatabaseId busy = database("busy.db");
        int hours = 6;
        for (int i = 0; i < hours * 3600; i++) {
            write(busy);
            pass(SECOND, SECOND);
        }
        Map<String, Long> counts = counters.counts();
        System.out.println(hours + " hours, a write each second: lists " + requests(RequestKind.LIST) + ", reads "
                + requests(RequestKind.READ) + ", puts " + requests(RequestKind.PUT) + ", removals "
                + requests(RequestKind.DELETE) + ", " + counts);

        assertThat(counts.get("merged into level 1")).isBetween(hours * 115L, hours * 121L);
        assertThat(counts.get("merged into level 2")).isBetween(hours * 9L, hours * 13L);
        assertThat(counts.get("merged into level 3")).isBetween(hours - 2L, hours + 1L);
        assertThat(requests(RequestKind.PUT)).isLessThan(hours * (3600 + 121L + 13 + 2));
        assertThat(requests(RequestKind.READ)).isLessThanOrEqualTo(hours * (3600 + 121L + 13));
        assertThat(requests(RequestKind.LIST)).isLessThan(hours * 260L);
        assertThat(store.list(ObjectKey.of("busy.db")).size()).isLessThan(400 + hours * 135);
    }

    @Test
    void aDatabaseThatIsWrittenOnceADayCostsAFewRequestsADay() throws Exception {
        DatabaseId seldom = database("seldom.db");
        int days = 30;
        for (int day = 0; day < days; day++) {
            write(seldom);
            pass(Duration.ofDays(1), Duration.ofMinutes(1));
        }
        System.out.println(days + " days, a write each day: lists " + requests(RequestKind.LIST) + ", reads "
                + requests(RequestKind.READ) + ", puts " + requests(RequestKind.PUT) + ", removals "
                + requests(RequestKind.DELETE) + ", " + counters.counts() + ": " + files(seldom));

        assertThat(requests(RequestKind.LIST)).isLessThan(days * 5L);
        assertThat(requests(RequestKind.PUT)).isLessThan(days * 4L);
    }

    @Test
    void aFencedDatabaseIsLeftAlone() throws Exception {
        DatabaseId fenced = database("fenced.db");
        write(fenced);
        write(fenced);
        catalog.mark(fenced, DatabaseState.FENCED, new Why(ReasonCode.OTHER_WRITER, "of the test"));
        long before = allRequests();

        pass(Duration.ofDays(2), Duration.ofMinutes(1));

        assertThat(allRequests()).isEqualTo(before);
        assertThat(counters.counts()).containsOnlyKeys("left alone: fenced");

        catalog.mark(fenced, DatabaseState.ACTIVE, Why.NOTHING);
        pass(Duration.ofHours(2), Duration.ofMinutes(1));
        assertThat(files(fenced)).isEqualTo("0:2-2 9:1-2");
    }

    @Test
    void aDryRunRemovesNothing() throws Exception {
        var usual = FleetSettings.Levels.DEFAULT;
        use(new FleetSettings.Levels(usual.rules(), usual.retention(), List.of(), 1, true));
        DatabaseId database = database("a.db");
        write(database);
        write(database);

        pass(Duration.ofHours(2), Duration.ofMinutes(1));

        assertThat(files(database)).isEqualTo("0:1-1 0:2-2 9:1-2");
        assertThat(counters.counts()).containsKey("would remove: merged");
    }

    @Test
    void aLegalHoldIsForTheDatabasesOfItsPattern() throws Exception {
        var usual = FleetSettings.Levels.DEFAULT;
        var held = new FleetSettings.RetentionRule(
                PathPattern.of("/srv/held/**"), usual.retention().held());
        use(new FleetSettings.Levels(usual.rules(), usual.retention(), List.of(held), 1, false));
        DatabaseId kept = database("held/a.db");
        DatabaseId other = database("a.db");
        for (DatabaseId database : List.of(kept, other)) {
            write(database);
            write(database);
        }

        pass(Duration.ofHours(2), Duration.ofMinutes(1));

        assertThat(files(kept)).isEqualTo("0:1-1 0:2-2 9:1-2");
        assertThat(files(other)).isEqualTo("0:2-2 9:1-2");
    }

    @Test
    void aTargetThatIsAwayIsAskedAgainLater() throws Exception {
        DatabaseId database = database("a.db");
        write(database);
        write(database);
        var fault = new Fault.Fails(
                Calls.all(Calls.Operation.PUT), key -> true, () -> new TargetException.Unavailable("as ordered"));
        faulty.add(fault);
        pass(Duration.ofMinutes(3), SECOND);
        assertThat(faulty.fired(fault)).isBetween(1L, 4L);
        faulty.heal();

        pass(Duration.ofMinutes(3), SECOND);

        assertThat(files(database)).endsWith("0:2-2 9:1-2");
    }

    @Test
    @Tag("S-21")
    void aTargetThatRefusesRemovalsIsSaidAndTheRestGoesOn() throws Exception {
        DatabaseId database = database("a.db");
        write(database);
        write(database);
        faulty.add(new Fault.Fails(
                Calls.all(Calls.Operation.DELETE), key -> true, () -> new TargetException.Refused("as ordered")));

        pass(Duration.ofHours(26), Duration.ofMinutes(1));

        assertThat(files(database)).isEqualTo("0:1-1 0:2-2 9:1-2");
        assertThat(counters.counts()).containsKey("not removed");
    }

    @Test
    @Tag("P-8")
    void aClockThatJumpsAheadMakesNothingOldAtOnce() throws Exception {
        DatabaseId database = database("a.db");
        var usual = FleetSettings.Levels.DEFAULT;
        var dailies = new RetentionRules(Duration.ofMinutes(5), Duration.ofHours(24), 7, 0, false);
        use(new FleetSettings.Levels(usual.rules(), dailies, List.of(), 1, false));
        for (int day = 0; day < 6; day++) {
            write(database);
            pass(Duration.ofDays(1), Duration.ofMinutes(10));
        }
        String before = files(database);

        clock.move(Duration.ofDays(30));
        write(database);
        pass(Duration.ofHours(6), Duration.ofMinutes(1));

        long snapshots = before.chars().filter(character -> character == '9').count();
        assertThat(files(database).split(" "))
                .filteredOn(file -> file.startsWith("9:"))
                .hasSizeGreaterThanOrEqualTo(Math.toIntExact(snapshots));
    }

    @Test
    void whatIsOpenSurvivesARestart() throws Exception {
        DatabaseId database = database("a.db");
        write(database);
        write(database);
        catalog.close();
        open();

        pass(Duration.ofMinutes(2), SECOND);

        assertThat(files(database)).isEqualTo("0:1-1 0:2-2 9:1-2");
    }

    /// Each database has a position again, and nobody knows what is to be done for it.
    @Test
    void oneListingSettlesAllThatHaveNothingToDoAfterALostCatalog() throws Exception {
        DatabaseId settled = database("settled.db");
        write(settled);
        write(settled);
        pass(Duration.ofDays(4), Duration.ofMinutes(10));
        assertThat(catalog.openLevels().size()).isZero();
        DatabaseId busy = database("busy.db");
        write(busy);
        write(busy);
        catalog.forgetPosition(settled);
        var position = new Position(
                new TxId(2), clock.instant(), new FileIdentity(1, 1, 1), 512, 1, new LogPosition.Unknown(), "boot");
        catalog.advance(List.of(new Advance(
                settled, position, new HashChange.Forget(), Fingerprint.UNKNOWN, clock.instant(), clock.instant())));
        clock.move(Duration.ofMinutes(1));
        long lists = requests(RequestKind.LIST);

        var bulk = new BulkUpkeep(catalog, store, FleetSettings.Levels.DEFAULT, clock, true);
        bulk.settle();

        assertThat(bulk.isOwed()).isFalse();
        assertThat(requests(RequestKind.LIST)).isEqualTo(lists + 1);
        assertThat(catalog.openLevels().due(clock.instant(), clock.instant(), 9))
                .containsExactly(busy);
    }

    @Test
    void aDamagedFileIsPassedWhereASnapshotLiesBehindIt() throws Exception {
        DatabaseId database = database("a.db");
        write(database);
        write(database);
        write(database, new Level(1), new TxIdRange(TxId.FIRST, new TxId(2)));
        put(database, Level.CAPTURED, TxIdRange.of(new TxId(3)), new byte[200]);
        write(database, Level.SNAPSHOT, new TxIdRange(TxId.FIRST, new TxId(4)));
        put(database, Level.CAPTURED, TxIdRange.of(new TxId(4)), new byte[200]);
        write(database);
        write(database);

        pass(Duration.ofMinutes(3), SECOND);

        assertThat(files(database)).isEqualTo("0:1-1 0:2-2 0:3-3 0:4-4 0:5-5 0:6-6 1:1-2 1:5-6 9:1-4");
        assertThat(counters.counts()).containsEntry("passed: damaged", 1L);
    }

    /// Hears of upkeep.
    private final class Listener implements FleetWitness {

        @Override
        public void acknowledged(Acknowledgement acknowledgement) {}

        @Override
        public void upkeepBegins(DatabaseRow row) {
            heard.add("begins " + row.path());
        }

        @Override
        public void upkeepEnds(DatabaseRow row, String what, int files) {
            heard.add(what + " of " + files);
        }
    }
}
