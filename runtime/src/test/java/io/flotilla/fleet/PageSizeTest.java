package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database whose page size changes, by VACUUM or because another file takes its place: every moment before and
/// after stays restorable.
class PageSizeTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a.db");

    @TempDir
    private Path directory;

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);
    private final Map<Long, Path> states = new TreeMap<>();
    private SourceDirectory source;

    @BeforeEach
    void replicateTwice() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("a.db", "create table t(x)", "insert into t values (randomblob(20000))");
        ship();
        write();
    }

    @Test
    void growsAndShrinksByVacuum() throws Exception {
        vacuum(16384);
        write();
        write();
        vacuum(512);
        write();
        assertEveryStateIsRestored(7);
        assertThat(snapshots()).isEqualTo(2);
    }

    @Test
    void changesTwiceInARow() throws Exception {
        vacuum(1024);
        vacuum(65536);
        vacuum(4096);
        write();
        assertEveryStateIsRestored(6);
        assertThat(snapshots()).isEqualTo(3);
    }

    @Test
    void aFileOfAnotherPageSizeTakesItsPlace() throws Exception {
        Path other = directory.resolve("other");
        new SourceDirectory(Files.createDirectory(other))
                .write(
                        "b.db",
                        "pragma journal_mode=delete",
                        "pragma page_size=8192",
                        "vacuum",
                        "create table u(y)",
                        "pragma journal_mode=wal");
        Files.move(other.resolve("b.db"), database(), StandardCopyOption.REPLACE_EXISTING);
        ship();
        source.write("a.db", "insert into u values (1)");
        ship();
        assertEveryStateIsRestored(4);
    }

    @Test
    void theSnapshotThatFailsIsMadeUpFor() throws Exception {
        Fault failure = Fault.unavailable(Calls.only(Operation.PUT, (int) target.calls(Operation.PUT) + 2));
        target.add(failure);
        resize(1024);
        assertThat(TestFleet.once(directory, target).problems()).isEmpty();
        assertThat(target.fired(failure)).isEqualTo(1);
        keep();
        write();
        assertEveryStateIsRestored(4);
        assertThat(snapshots()).isEqualTo(1);
    }

    @Test
    void theSnapshotIsMadeUpForAfterACrashBetweenTheTwoFiles() throws Exception {
        crashBetweenTheTwoFiles();
        assertThat(TestFleet.once(directory, target).problems()).isEmpty();
        assertThat(snapshots()).isEqualTo(1);
        states.put(4L, copy());
        write();
        assertEveryStateIsRestored(5);
    }

    @Test
    void theSnapshotIsMadeUpForAfterACrashBetweenTheTwoFilesAndTheLossOfTheCatalog() throws Exception {
        crashBetweenTheTwoFiles();
        SourceDirectory.remove(directory.resolve("state"));
        assertThat(TestFleet.once(directory, target).problems()).isEmpty();
        assertThat(snapshots()).isEqualTo(1);
        states.put(4L, copy());
        write();
        assertEveryStateIsRestored(5);
    }

    /// The state directory as it is then, and one more commit.
    private void crashBetweenTheTwoFiles() throws Exception {
        Path before = directory.resolve("before");
        int puts = (int) target.calls(Operation.PUT);
        Fault crash = new Fault.Waits(Calls.only(Operation.PUT, puts + 1), () -> {
            try {
                SourceDirectory.copy(directory.resolve("state"), before);
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        Fault failure = Fault.unavailable(new Calls(Operation.PUT, puts + 2, 1000));
        target.add(crash);
        target.add(failure);
        resize(1024);
        assertThat(TestFleet.once(directory, target).problems()).isNotEmpty();
        assertThat(target.fired(failure)).isPositive();
        target.heal();
        assertThat(snapshots()).isZero();
        states.put(3L, copy());
        SourceDirectory.remove(directory.resolve("state"));
        Files.move(before, directory.resolve("state"));
        source.write("a.db", "insert into t values (randomblob(3000))");
    }

    private void vacuum(int pageSize) throws Exception {
        resize(pageSize);
        ship();
    }

    private void resize(int pageSize) throws Exception {
        source.write(
                "a.db",
                "pragma journal_mode=delete",
                "pragma page_size=" + pageSize,
                "vacuum",
                "pragma journal_mode=wal");
    }

    private void write() throws Exception {
        source.write("a.db", "insert into t values (randomblob(3000))");
        ship();
    }

    private void ship() throws Exception {
        assertThat(TestFleet.once(directory, target).problems()).isEmpty();
        keep();
    }

    private void keep() throws Exception {
        states.put(states.size() + 1L, copy());
    }

    private Path copy() throws Exception {
        return Files.copy(database(), directory.resolve("state-" + System.nanoTime()));
    }

    private Path database() {
        return source.path().resolve("a.db");
    }

    private void assertEveryStateIsRestored(int count) throws Exception {
        assertThat(states).hasSize(count);
        var restore = new Restore(new LtxStore(memory, ReplicaLayout.LTX_FOLDER));
        for (Map.Entry<Long, Path> state : states.entrySet()) {
            Path output = directory.resolve("restored-" + state.getKey());
            var request = new RestoreRequest(REPLICA, new RestorePoint.AsOf(new TxId(state.getKey())), output);
            assertThat(restore.restore(request, RestoreProgress.NONE)).isInstanceOf(RestoreResult.Restored.class);
            assertThat(output).as("TXID %s", state.getKey()).hasSameBinaryContentAs(state.getValue());
        }
    }

    private long snapshots() throws Exception {
        return new LtxStore(memory, ReplicaLayout.LTX_FOLDER)
                .list(REPLICA).stream()
                        .filter(file -> file.level().equals(Level.SNAPSHOT))
                        .count();
    }
}
