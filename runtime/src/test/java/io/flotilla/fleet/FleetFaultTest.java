package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.HookedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a fleet makes of faults: of the target, of its own catalog, of what others do meanwhile.
class FleetFaultTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);
    private SourceDirectory source;

    @BeforeEach
    void makeSource() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
    }

    @Test
    @Tag("S-4")
    @Tag("S-5")
    void shipsWhatIsNewerThanTheFileWhoseAnswerWasLost() throws Exception {
        source.write("a.db", "create table t(x)");
        Fault newer = new Fault.Waits(
                Calls.only(Operation.PUT, 1), source.writing("a.db", "insert into t values (randomblob(9000))"));
        Fault lost = new Fault.LosesAnswer(Calls.only(Operation.PUT, 1));
        target.add(newer);
        target.add(lost);

        FleetSummary summary = once();

        assertThat(target.fired(newer)).isEqualTo(1);
        assertThat(target.fired(lost)).isEqualTo(1);
        assertThat(summary.problems()).isEmpty();
        assertRestored("a.db");
    }

    @Test
    @Tag("S-4")
    void goesBackWithADatabaseThatWasPutBackWhileTheAnswerForItsNewerStateWasLost() throws Exception {
        byte[] older = replicatedAndWrittenAgain();
        Fault putBack = new Fault.Waits(Calls.only(Operation.PUT, 2), () -> writeInPlace(older));
        Fault lost = new Fault.LosesAnswer(Calls.only(Operation.PUT, 2));
        target.add(putBack);
        target.add(lost);

        assertThat(once().problems()).isEmpty();

        assertThat(target.fired(putBack)).isEqualTo(1);
        assertThat(target.fired(lost)).isEqualTo(1);
        assertRestored("a.db");
    }

    @Test
    @Tag("S-4")
    void goesBackWithADatabaseThatWasPutBackAfterALostAnswerWasTheLastThingHeard() throws Exception {
        byte[] older = replicatedAndWrittenAgain();
        Fault lost = new Fault.LosesAnswer(Calls.only(Operation.PUT, 2));
        target.add(lost);
        target.add(Fault.unavailable(new Calls(Operation.PUT, 3, Long.MAX_VALUE)));
        assertThat(once().problems()).hasSize(1);
        assertThat(target.fired(lost)).isEqualTo(1);
        target.heal();
        writeInPlace(older);

        assertThat(once().problems()).isEmpty();

        assertRestored("a.db");
    }

    /// The database as it was when it was replicated; there is a row more now.
    private byte[] replicatedAndWrittenAgain() throws Exception {
        source.write("a.db", "create table t(x)");
        once();
        byte[] older = Files.readAllBytes(directory.resolve("source/a.db"));
        source.write("a.db", "insert into t values (randomblob(9000))");
        return older;
    }

    private void writeInPlace(byte[] older) {
        try {
            Files.write(directory.resolve("source/a.db"), older);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// A large one takes minutes.
    @Test
    void shipsWhatIsNewWhileAMergedFileIsPut() throws Exception {
        source.write("a.db", "create table t(x)");
        var isFirst = new AtomicBoolean(true);
        var merging = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        var holding = new HookedTarget(memory);
        holding.storing(batch -> {
            boolean isMerged =
                    batch.stream().anyMatch(each -> each.key().toString().contains("/ltx/1/"));
            if (isMerged && isFirst.getAndSet(false)) {
                merging.countDown();
                await(goesOn);
            }
        });
        var shipped = new Semaphore(0);
        var levels = new FleetSettings.Levels(
                new LevelRules(List.of(SECOND), Duration.ZERO), RetentionRules.DEFAULT, List.of(), 1, false);
        var odd = TestFleet.Odd.NOTHING.withWitness(file -> shipped.release()).withLevels(levels);
        try (var opened = new TestFleet(directory, holding, odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(shipped.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            source.write("a.db", "insert into t values (1)");
            assertThat(shipped.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
            assertThat(merging.await(1, TimeUnit.MINUTES)).isTrue();

            source.write("a.db", "insert into t values (2)");
            assertThat(shipped.tryAcquire(1, TimeUnit.MINUTES))
                    .as("while the merged file is put")
                    .isTrue();

            goesOn.countDown();
            opened.fleet().stop();
            assertThat(run.get().problems()).isEmpty();
        }
        assertRestored("a.db");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Tag("S-1")
    void catchesUpWhenTheTargetIsBack() throws Exception {
        source.write("a.db", "create table t(x)");
        source.write("b.db", "create table t(x)");
        Fault away = Fault.unavailable(new Calls(Operation.PUT, 1, 3));
        Fault meanwhile =
                new Fault.Waits(Calls.only(Operation.PUT, 2), source.writing("b.db", "insert into t values (2)"));
        target.add(away);
        target.add(meanwhile);
        Set<Object> served = ConcurrentHashMap.newKeySet();
        var both = new CountDownLatch(2);
        FleetWitness witness = file -> {
            if (served.add(file.database())) {
                both.countDown();
            }
        };
        try (var opened = new TestFleet(directory, target, TestFleet.Odd.NOTHING.withWitness(witness))) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();
            assertThat(run.get().problems()).isEmpty();
        }
        assertThat(target.fired(away)).isEqualTo(3);
        assertRestored("a.db");
        assertRestored("b.db");
    }

    @Test
    void saysWhatIsLeftBehindWhileTheTargetIsAway() throws Exception {
        for (int i = 0; i < 20; i++) {
            source.write(i + ".db", "create table t(x)");
        }
        Fault away = Fault.unavailable(Calls.all(Operation.PUT));
        target.add(away);

        assertThat(once().problems())
                .hasSize(20)
                .allSatisfy(line -> assertThat(line).containsPattern("away"));
        assertThat(target.fired(away)).isPositive();

        target.heal();
        assertThat(once().problems()).isEmpty();
        assertRestored("7.db");
    }

    @Test
    void saysWhyATargetRefuses() throws Exception {
        source.write("a.db", "create table t(x)");
        target.add(Fault.refused(Calls.all(Operation.PUT)));

        assertThat(once().problems())
                .singleElement()
                .asString()
                .endsWith("a.db: FAILED, Permission denied, as ordered");
    }

    @Test
    @Tag("P-3")
    void adoptsItsFileAfterACrashBetweenPutAndCatalog() throws Exception {
        source.write("a.db", "create table t(x)", "insert into t values (randomblob(20000))");
        once();
        Path before = directory.resolve("before");
        source.write("a.db", "insert into t values (2)");
        Fault crash = new Fault.Waits(Calls.only(Operation.PUT, 2), () -> {
            try {
                SourceDirectory.copy(directory.resolve("state"), before);
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        target.add(crash);
        assertThat(once().files()).isEqualTo(1);
        assertThat(target.fired(crash)).isEqualTo(1);
        SourceDirectory.remove(directory.resolve("state"));
        Files.move(before, directory.resolve("state"));
        source.write("a.db", "insert into t values (3)");

        assertThat(once().problems()).isEmpty();
        assertRestored("a.db");
    }

    @Test
    void forgetsNothingWhenAConfirmationBreaksOff() throws Exception {
        source.write("a.db", "create table t(x)");
        once();
        source.write("a.db", "insert into t values (2)");
        SourceDirectory.remove(directory.resolve("state"));
        Fault broken = new Fault.CutsRead(Calls.only(Operation.OPEN, 1), 10);
        target.add(broken);

        assertThat(once().problems()).isEmpty();
        assertThat(target.fired(broken)).isEqualTo(1);
        assertRestored("a.db");
    }

    @Test
    void beginsAnewWhereTheTargetWasEmptied() throws Exception {
        source.write("a.db", "create table t(x)");
        source.write("b.db", "create table t(x)");
        once();
        removeAll();
        source.write("a.db", "insert into t values (1)");
        source.write("b.db", "insert into t values (1)");

        assertThat(once().files()).isEqualTo(2);
        assertRestored("a.db");
        assertRestored("b.db");
    }

    @Test
    void afterACrashBringsBackAReplicaThatVanishedThoughNothingWasWritten() throws Exception {
        source.write("a.db", "create table t(x)");
        source.write("b.db", "create table t(x)");
        var left = new TestFleet(directory, target, TestFleet.Odd.NOTHING);
        left.fleet().once();
        SourceDirectory.copy(directory.resolve("state"), directory.resolve("before"));
        left.close();
        SourceDirectory.remove(directory.resolve("state"));
        Files.move(directory.resolve("before"), directory.resolve("state"));
        target.delete(
                keys().stream().filter(key -> key.toString().startsWith("a.db")).toList());

        assertThat(once().files()).isEqualTo(1);
        assertRestored("a.db");
    }

    @Test
    @Tag("P-13")
    void takesOverTheReplicaOfADatabaseThatAKnownCatalogDoesNotKnow() throws Exception {
        source.write("a.db", "create table t(x)");
        source.write("b.db", "create table t(x)");
        once();
        source.write("b.db", "insert into t values (2)");
        once();
        SourceDirectory.remove(directory.resolve("state"));
        Path aside = directory.resolve("b.db");
        Files.move(source.path().resolve("b.db"), aside);
        once();
        Files.move(aside, source.path().resolve("b.db"));

        assertThat(once().problems()).isEmpty();
        assertRestored("b.db");
    }

    @Test
    @Tag("S-16")
    void goesOnAfterAHumanHasRemovedTheFilesOfAStranger() throws Exception {
        source.write("a.db", "create table t(x)");
        once();
        SourceDirectory.copy(directory.resolve("state"), directory.resolve("mine"));
        Set<ObjectKey> mine = Set.copyOf(keys());
        source.write("a.db", "insert into t values (2)");
        SourceDirectory.remove(directory.resolve("state"));
        once();
        SourceDirectory.remove(directory.resolve("state"));
        Files.move(directory.resolve("mine"), directory.resolve("state"));

        assertThat(once().problems()).singleElement().asString().contains("FENCED", "choose another target");
        assertThat(once().problems()).singleElement().asString().contains("FENCED", "choose another target");
        target.delete(keys().stream().filter(key -> !mine.contains(key)).toList());

        assertThat(once().problems()).isEmpty();
        assertRestored("a.db");
    }

    @Test
    @Tag("P-5")
    void uploadsTheNextAfterAnErrorInTheUploadThread() throws Exception {
        source.write("a.db", "create table t(x)");
        Fault noMemory = new Fault.Waits(Calls.only(Operation.PUT, 1), () -> {
            throw new OutOfMemoryError("as ordered");
        });
        target.add(noMemory);

        assertThat(once().problems()).isEmpty();
        assertThat(target.fired(noMemory)).isEqualTo(1);
        assertRestored("a.db");
    }

    @Test
    void saysWhatFailedInsideItself() throws Exception {
        source.write("a.db", "create table t(x)");
        target.add(new Fault.Waits(Calls.all(Operation.PUT), () -> {
            throw new IllegalStateException("broken, as ordered");
        }));

        assertThat(once().problems()).singleElement().asString().contains("a.db", "failed");
    }

    @Test
    @Tag("P-9")
    void endsTheLastSyncInTimeAndSaysWhatIsStillOnItsWay() throws Exception {
        source.write("a.db", "create table t(x)");
        var begun = new CountDownLatch(1);
        target.add(new Fault.Waits(Calls.all(Operation.PUT), untilInterrupted(begun)));
        var odd = TestFleet.Odd.NOTHING.withLastSync(Duration.ofMillis(50));
        try (var opened = new TestFleet(directory, target, odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();

            assertThat(run.get(1, TimeUnit.MINUTES).problems())
                    .singleElement()
                    .asString()
                    .contains("a.db", "still on its way");
        }
    }

    @Test
    @Tag("S-3")
    void whatIsThereCountsAsUnprotectedWhileTheTargetIsAwayFromTheStartOn() throws Exception {
        source.write("a.db", "create table t(x)");
        Fault away = Fault.unavailable(Calls.all(Operation.LIST));
        target.add(away);
        try (var opened = new TestFleet(directory, target, TestFleet.Odd.NOTHING)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (opened.fleet().protection().unprotected().isEmpty()) {
                assertThat(System.nanoTime()).as("it is unprotected").isLessThan(end);
                Thread.onSpinWait();
            }
            assertThat(run).isNotDone();
            assertThat(opened.fleet().protection().unprotected()).containsOnlyKeys(opened.id("a.db"));
        }
        assertThat(target.fired(away)).isPositive();
    }

    /// As a store that is there and never answers: each listing waits until its thread is interrupted.
    @Test
    @Tag("P-9")
    @Tag("S-3")
    void endsTheLastSyncInTimeWhereTheListingOfAStartIsNeverAnswered() throws Exception {
        source.write("a.db", "create table t(x)");
        var begun = new CountDownLatch(1);
        Fault silent = new Fault.Waits(Calls.all(Operation.LIST), untilInterrupted(begun));
        target.add(silent);
        target.add(Fault.unavailable(Calls.all(Operation.LIST)));
        var odd = TestFleet.Odd.NOTHING.withLastSync(Duration.ofMillis(50));
        try (var opened = new TestFleet(directory, target, odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();

            assertThat(run.get(1, TimeUnit.MINUTES).problems())
                    .singleElement()
                    .asString()
                    .contains("a.db");
        }
        assertThat(target.fired(silent)).isPositive();
    }

    private static Runnable untilInterrupted(CountDownLatch begun) {
        var never = new CountDownLatch(1);
        return () -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Test
    void outlivesALookThatFails() throws Exception {
        source.write("a.db", "create table t(x)");
        var isBroken = new AtomicBoolean(true);
        var odd = TestFleet.Odd.NOTHING.withScanner(real -> new OtherScanner(real) {
            @Override
            public void sweep(Consumer<DatabaseId> changes) {
                if (isBroken.getAndSet(false)) {
                    throw new IllegalStateException("broken, as ordered");
                }
                super.sweep(changes);
            }
        });
        var shipped = new CountDownLatch(1);
        try (var opened = new TestFleet(directory, target, odd.withWitness(file -> shipped.countDown()))) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(shipped.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();
            assertThat(run.get().problems()).isEmpty();
        }
        assertThat(isBroken).isFalse();
    }

    @Test
    void findsWhatWasHiddenByADirectoryThatCouldNotBeReadForAMoment() throws Exception {
        source.write("a.db", "create table t(x)");
        var failing = new AtomicInteger(2);
        var odd = TestFleet.Odd.NOTHING.withScanner(real -> new OtherScanner(real) {
            @Override
            public Discovered discover() {
                boolean fails = failing.getAndDecrement() > 0;
                return fails ? new Discovered(0, List.of("a directory cannot be read")) : super.discover();
            }
        });

        FleetSummary summary = TestFleet.once(directory, target, odd);

        assertThat(failing).as("looks that failed").hasValueLessThan(0);
        assertThat(summary.problems()).isEmpty();
        assertThat(summary.files()).isEqualTo(1);
    }

    @Test
    void aRootThatWasAwayComesBackWithoutAProblem() throws Exception {
        source.write("a.db", "create table t(x)");
        once();
        Path aside = directory.resolve("aside");
        Files.move(source.path(), aside);
        assertThat(once().problems()).anySatisfy(line -> assertThat(line).contains("a.db: DEGRADED"));
        Files.move(aside, source.path());

        FleetSummary summary = once();

        assertThat(summary.problems()).isEmpty();
        assertThat(summary.files()).isZero();
    }

    @Test
    @Tag("D-8")
    void aDatabaseThatIsGoneAndComesBackUnchangedIsActive() throws Exception {
        source.write("a.db", "create table t(x)");
        source.write("b.db", "create table t(x)");
        once();
        Path aside = directory.resolve("aside.db");
        Files.move(source.path().resolve("a.db"), aside);
        once();
        Files.move(aside, source.path().resolve("a.db"));
        try (var opened = new TestFleet(directory, target, TestFleet.Odd.NOTHING)) {
            assertThat(opened.row("a.db").state()).isEqualTo(DatabaseState.MISSING);
            opened.fleet().once();
            assertThat(opened.row("a.db").state()).isEqualTo(DatabaseState.ACTIVE);
        }
    }

    @Test
    void asksNothingOfTheTargetWhileNobodyWrites() throws Exception {
        source.write("a.db", "create table t(x)");
        source.write("b.db", "create table t(x)");
        once();
        // What was written just before the first pass is looked at once more.
        once();
        var sweeps = new CountDownLatch(50);
        var odd = TestFleet.Odd.NOTHING.withScanner(real -> new OtherScanner(real) {
            @Override
            public void sweep(Consumer<DatabaseId> changes) {
                super.sweep(changes);
                sweeps.countDown();
            }

            /// Sweeps are seldom where everything is told.
            @Override
            public boolean isTold() {
                return false;
            }
        });
        long puts = target.calls(Operation.PUT);
        long reads = target.calls(Operation.OPEN);
        long lists = target.calls(Operation.LIST);
        try (var opened = new TestFleet(directory, target, odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(1));
            assertThat(sweeps.await(5, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();
            run.get();
        }
        assertThat(target.calls(Operation.PUT)).isEqualTo(puts);
        assertThat(target.calls(Operation.OPEN)).isEqualTo(reads);
        assertThat(target.calls(Operation.LIST)).isEqualTo(lists);
    }

    @Test
    void doesNotBeginWhereTheTargetDoesNotListWhatItHas() throws Exception {
        source.write("a.db", "create table t(x)");
        target.add(Fault.unavailable(Calls.all(Operation.LIST)));

        assertThatThrownBy(this::once).isInstanceOf(TargetException.Unavailable.class);
        assertThat(target.calls(Operation.PUT)).isZero();
    }

    private FleetSummary once() throws Exception {
        return TestFleet.once(directory, target);
    }

    private void assertRestored(String name) throws Exception {
        TestFleet.assertRestored(directory, memory, name);
    }

    private List<ObjectKey> keys() throws TargetException {
        return memory.list(ListRequest.below(ObjectKey.ROOT)).objects().stream()
                .map(ListedObject::key)
                .toList();
    }

    private void removeAll() throws TargetException {
        memory.delete(keys());
    }
}
