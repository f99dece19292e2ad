package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseState;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two writers of one replica: exactly one goes on, histories are never mixed, and what is asked of the target for
/// that.
class TwoWritersTest {

    private static final Duration LONGER_THAN_FILES_STAY = Duration.ofMinutes(6);

    private static final List<String> MACHINE = List.of("source", "state");

    @TempDir
    private Path here;

    @TempDir
    private Path elsewhere;

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);
    private final MovedClocks clocks = new MovedClocks();
    private SourceDirectory source;

    @BeforeEach
    void replicateOnce() throws Exception {
        source = new SourceDirectory(Files.createDirectory(here.resolve("source")));
        source.write("a.db", "create table t(x)", "insert into t values (1)");
        TestFleet.once(here, target);
    }

    @Test
    void aWriterThatWasSuspendedIsFencedThoughItsNextKeyIsFreeAgain() throws Exception {
        isFencedAfter(MovedClocks::moveWall);
    }

    @Test
    void aWriterThatWasStoppedWhileTheClockWasSetBackIsFencedThoughItsNextKeyIsFreeAgain() throws Exception {
        isFencedAfter(MovedClocks::moveSteady);
    }

    private void isFencedAfter(BiConsumer<MovedClocks, Duration> pause) throws Exception {
        try (var stopped = new TestFleet(here, target, TestFleet.Odd.NOTHING, clocks.clocks())) {
            source.write("a.db", "insert into t values (2)");
            assertThat(stopped.fleet().once().problems()).isEmpty();
            SourceDirectory other = otherContinues();
            int removed = removeCaptured(3, 4);
            assertThat(removed).isEqualTo(2);
            pause.accept(clocks, LONGER_THAN_FILES_STAY);
            source.write("a.db", "insert into t values (3)");
            List<ObjectKey> before = keys();

            assertThat(stopped.fleet().once().problems())
                    .singleElement()
                    .asString()
                    .contains("FENCED", "was written by writer");
            assertThat(keys()).isEqualTo(before);
            assertThat(stopped.row("a.db").lastTxId()).isEqualTo(2);
            assertThat(other.path()).exists();
        }
    }

    @Test
    void aPutDuringWhichTheWriterWasStoppedIsNotAcknowledged() throws Exception {
        source.write("a.db", "insert into t values (2)");
        Fault pause = new Fault.Waits(Calls.only(Operation.PUT, (int) target.calls(Operation.PUT) + 1), () -> {
            try {
                otherContinues();
                removeCaptured(2, 3);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
            clocks.moveWall(LONGER_THAN_FILES_STAY);
        });
        target.add(pause);
        var acknowledged = new AtomicInteger();
        var odd = TestFleet.Odd.NOTHING.withWitness(file -> acknowledged.incrementAndGet());

        try (var stopped = new TestFleet(here, target, odd, clocks.clocks())) {
            assertThat(stopped.fleet().once().problems())
                    .singleElement()
                    .asString()
                    .contains("FENCED");
        }
        assertThat(target.fired(pause)).isEqualTo(1);
        assertThat(acknowledged).hasValue(0);
    }

    @Test
    void ofTwoCopiesOfAStateDirectoryExactlyOneSurvives() throws Exception {
        cloneMachine();
        source.write("a.db", "insert into t values ('here')");
        assertThat(TestFleet.once(here, target).problems()).isEmpty();
        swapMachines();
        source.write("a.db", "insert into t values ('elsewhere')");

        for (int start = 1; start <= 3; start++) {
            List<ObjectKey> before = keys();
            assertThat(TestFleet.once(here, target).problems())
                    .singleElement()
                    .asString()
                    .contains("FENCED", "0000000000000002", "was written by writer");
            assertThat(keys()).isEqualTo(before);
        }
        swapMachines();
        source.write("a.db", "insert into t values ('here again')");
        assertThat(TestFleet.once(here, target).problems()).isEmpty();
        TestFleet.assertRestored(here, memory, "a.db");
    }

    @Test
    void aFenceStaysThroughAStartThatEndsBeforeItIsLookedAt() throws Exception {
        cloneMachine();
        source.write("a.db", "insert into t values ('here')");
        TestFleet.once(here, target);
        swapMachines();
        source.write("a.db", "insert into t values ('elsewhere')");
        TestFleet.once(here, target);
        target.add(Fault.unavailable(Calls.all(Operation.LIST)));

        try (var opened = new TestFleet(here, target, TestFleet.Odd.NOTHING)) {
            assertThatThrownBy(opened.fleet()::once).isInstanceOf(TargetException.class);
            assertThat(opened.row("a.db").state()).isEqualTo(DatabaseState.FENCED);
        }
    }

    @Test
    void aLookThatFindsNothingAsksNothing() throws Exception {
        Files.setLastModifiedTime(
                source.path().resolve("a.db"), FileTime.from(Instant.now().minusSeconds(60)));
        long lists = target.calls(Operation.LIST);

        assertThat(TestFleet.once(here, target).problems()).isEmpty();
        assertThat(target.calls(Operation.LIST)).isEqualTo(lists);
    }

    @Test
    void aPositionThatWasConfirmedLatelyIsNotAskedForAgain() throws Exception {
        try (var opened = new TestFleet(here, target, TestFleet.Odd.NOTHING, clocks.clocks())) {
            source.write("a.db", "insert into t values (2)");
            opened.fleet().once();
            long lists = target.calls(Operation.LIST);
            clocks.moveWall(Duration.ofMinutes(4));
            assertThat(shipped(opened, "insert into t values (3)")).isEqualTo(1);
            assertThat(target.calls(Operation.LIST)).isEqualTo(lists);

            clocks.moveWall(LONGER_THAN_FILES_STAY);
            assertThat(shipped(opened, "insert into t values (4)")).isEqualTo(1);
            assertThat(target.calls(Operation.LIST)).isEqualTo(lists + 1);
        }
    }

    /// How many files come of a write. A turn of its own may ship it before the pass begins.
    private long shipped(TestFleet opened, String sql) throws Exception {
        long before = opened.fleet().files();
        source.write("a.db", sql);
        opened.fleet().once();
        return opened.fleet().files() - before;
    }

    @Test
    void aStartAfterAnotherBootListsTheTargetOnce() throws Exception {
        long lists = target.calls(Operation.LIST);
        TestFleet.once(here, target);
        assertThat(target.calls(Operation.LIST)).isEqualTo(lists);
        try (Connection catalog = DriverManager.getConnection("jdbc:sqlite:" + here.resolve("state/catalog.db"));
                Statement statement = catalog.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE catalog SET boot_id = 'another'"))
                    .isEqualTo(1);
        }
        TestFleet.once(here, target);
        assertThat(target.calls(Operation.LIST)).isEqualTo(lists + 1);
        TestFleet.once(here, target);
        assertThat(target.calls(Operation.LIST)).isEqualTo(lists + 1);
    }

    /// A copy of this machine, with the same paths.
    private void cloneMachine() throws IOException {
        for (String each : MACHINE) {
            SourceDirectory.copy(here.resolve(each), elsewhere.resolve(each));
        }
    }

    private void swapMachines() throws IOException {
        for (String each : MACHINE) {
            Path aside = here.resolve("aside");
            Files.move(here.resolve(each), aside);
            Files.move(elsewhere.resolve(each), here.resolve(each));
            Files.move(aside, elsewhere.resolve(each));
        }
    }

    /// Takes the replica over on another machine, and ships three more files.
    private SourceDirectory otherContinues() throws Exception {
        SourceDirectory.copy(here.resolve("source"), elsewhere.resolve("source"));
        var other = new SourceDirectory(elsewhere.resolve("source"));
        for (int i = 0; i < 3; i++) {
            other.write("a.db", "insert into t values ('other')");
            assertThat(TestFleet.once(elsewhere, memory).files()).isEqualTo(1);
        }
        return other;
    }

    /// What a janitor does once they are merged. The newest file of level 0 always stays.
    private int removeCaptured(long from, long to) throws TargetException {
        List<ObjectKey> old = keys().stream()
                .filter(key -> {
                    String name = key.toString();
                    long txId = Long.parseLong(name.substring(name.length() - 20, name.length() - 4), 16);
                    return txId >= from && txId <= to;
                })
                .toList();
        memory.delete(old);
        return old.size();
    }

    private List<ObjectKey> keys() throws TargetException {
        return memory.list(ListRequest.below(ObjectKey.ROOT)).objects().stream()
                .map(ListedObject::key)
                .toList();
    }
}
