package io.flotilla.torture;

import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.torture.WorkOrder.Kind;
import io.flotilla.wal.RollbackJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// A database whose application, replicator or replica loses its power, and what is known of it. For one thread, but
/// for what the engine says.
final class Subject implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int SAMPLES = 10;

    private final Setting setting;
    private final StateLog log;
    private final Evidence evidence;
    private final Map<Long, State> seen = new HashMap<>();

    /// @param ledger on a disk that keeps its power
    record Setting(String name, Path database, Path ledger, Habit habit) {}

    private Subject(Setting setting, StateLog log, Evidence evidence) {
        this.setting = setting;
        this.log = log;
        this.evidence = evidence;
    }

    static Subject of(Setting setting) throws IOException {
        Files.createDirectories(setting.ledger().getParent());
        StateLog log = StateLog.open(setting.ledger());
        return new Subject(setting, log, new Evidence(log, Path.of(setting.ledger() + ".commits")));
    }

    String name() {
        return setting.name();
    }

    Path database() {
        return setting.database();
    }

    Evidence evidence() {
        return evidence;
    }

    /// Whoever works keeps its connections where it can: what is closed in order is on the disk.
    WorkOrder order(Kind kind, Random random, int millis) {
        boolean keepsOpen = setting.habit().canBeKeptOpen() && (millis > 0 || random.nextBoolean());
        var manner = new WorkOrder.Manner(keepsOpen, true, false);
        return new WorkOrder(
                setting.database(), setting.ledger(), setting.habit(), kind, random.nextLong(), millis, manner);
    }

    /// Whether there is no journal that the application has to roll back first. The engine waits for that.
    boolean canBeReadAsItIs() {
        Path journal = Path.of(database() + "-journal");
        try {
            return !Files.exists(journal) || !RollbackJournal.isValid(ByteBuffer.wrap(Files.readAllBytes(journal)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Notes what SQLite would make of the files, without opening them: the state after a power cut.
    void noteRecovered() throws IOException {
        Instant now = Instant.now();
        log.append(new StateLog.Entry(State.of(RecoveredCopy.bytes(setting.database())), Instant.EPOCH, now));
        evidence.unnotedUntil(now);
    }

    /// Waits until the newest restore is what the database is. What is wrong; nothing, when it is.
    List<String> awaitCaughtUp(Restorer restorer) throws IOException {
        State current = evidence.current();
        Instant until = Instant.now().plus(PATIENCE);
        Optional<Restored> latest = restorer.latest(name());
        while (latest.isEmpty() || !latest.get().state().equals(current)) {
            if (Instant.now().isAfter(until)) {
                return List.of(name() + " (" + setting.habit() + ") is not caught up with: "
                        + latest.map(restored -> "TXID " + restored.txId() + ", other in "
                                        + restored.state().differences(current))
                                .orElse("there is no replica"));
            }
            LockSupport.parkNanos(10_000_000);
            latest = restorer.latest(name());
        }
        evidence.restored(latest.get());
        return List.of();
    }

    /// Every TXID that was acknowledged since the last time is there and a state that the database had, and some older
    /// ones are what they were. All that is wrong.
    List<String> judge(Restorer restorer, Random random) throws IOException {
        List<String> faults = new ArrayList<>();
        for (long txId : evidence.acknowledgedTxIds()) {
            if (!seen.containsKey(txId) || random.nextInt(seen.size()) < SAMPLES) {
                look(restorer, txId, faults);
            }
        }
        faults.addAll(evidence.judge());
        return faults.stream()
                .map(fault -> name() + " (" + setting.habit() + "): " + fault)
                .toList();
    }

    private void look(Restorer restorer, long txId, List<String> faults) throws IOException {
        Optional<Restored> restored = restorer.asOf(name(), txId);
        if (restored.isEmpty()) {
            faults.add("TXID " + txId + " was acknowledged and cannot be restored");
            return;
        }
        State state = restored.get().state();
        State before = seen.putIfAbsent(txId, state);
        if (before != null && !before.equals(state)) {
            faults.add("TXID " + txId + " is another state than before: " + before.differences(state));
        }
        evidence.restored(restored.get());
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
