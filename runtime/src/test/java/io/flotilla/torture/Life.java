package io.flotilla.torture;

import io.flotilla.torture.WorkOrder.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/// The life of one database: made, written by some processes for a while, held still, compared, replaced, written
/// again. For one thread, and any number of restorers beside it.
final class Life implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration OLD = Duration.ofSeconds(1);
    private static final int LONGEST_STINT_MILLIS = 2500;
    private static final int LONGEST_DEATH_MILLIS = 20_000;

    private final Setting setting;
    private final Crew crew;
    private final Restorer restorer;
    private final Tally tally;
    private final Random random;
    private final StateLog log;
    private final Evidence evidence;
    private final ReadWriteLock alive = new ReentrantReadWriteLock();
    private final Path copy;
    private final long shapeSeed;
    private long compared = -1;
    private Instant comparedAt = Instant.EPOCH;

    /// @param name of the database, and of its replica
    /// @param ledger where its ledger is, in a directory of its own
    record Setting(String name, Path database, Path ledger, Habit habit, boolean changesPageSize) {}

    Life(Setting setting, Crew crew, Restorer restorer, Tally tally, Random random) throws IOException {
        this.setting = setting;
        this.crew = crew;
        this.restorer = restorer;
        this.tally = tally;
        this.random = random;
        this.shapeSeed = random.nextLong();
        Files.createDirectories(setting.ledger().getParent());
        this.log = StateLog.open(setting.ledger());
        this.evidence = new Evidence(log, order(Kind.FREE, false).commits());
        this.copy = setting.ledger().resolveSibling("older.db");
    }

    String name() {
        return setting.name();
    }

    Habit habit() {
        return setting.habit();
    }

    Evidence evidence() {
        return evidence;
    }

    /// Makes the database.
    void begin() throws IOException {
        crew.work(order(Kind.CREATE, false));
        Files.copy(setting.database(), copy, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Some time under load, then everything is compared.
    void stint() throws IOException {
        boolean isFree = random.nextInt(4) == 0;
        boolean isKilled = setting.habit().survivesKills() && random.nextInt(3) == 0;
        Instant from = Instant.now();
        List<WorkOrder> orders = orders(isFree, isKilled);
        crew.work(orders, isKilled ? kill(orders.getFirst()) : Crew.Kill.NOBODY);
        if (isFree) {
            evidence.unnoted(from, Instant.now());
        }
        compare();
        if (random.nextInt(3) == 0) {
            replace();
            compare();
        }
    }

    /// The first one is the one to be killed; most of the times it dies in a transaction.
    private List<WorkOrder> orders(boolean isFree, boolean isKilled) {
        int most = Math.min(crew.size(), setting.habit().processes());
        int count = 1 + random.nextInt(most);
        int millis = 300 + random.nextInt(LONGEST_STINT_MILLIS);
        List<WorkOrder> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var manner =
                    new WorkOrder.Manner(keepsOpen(), false, i == 0 && isKilled && !isFree && random.nextInt(3) > 0);
            orders.add(order(kind(i, isFree), millis, manner));
        }
        return orders;
    }

    private Kind kind(int process, boolean isFree) {
        if (process > 0 && setting.habit().isLogged() && random.nextInt(3) == 0) {
            return Kind.CHECKPOINTS;
        }
        if (isFree) {
            return Kind.FREE;
        }
        boolean isByShell = !setting.habit().isAlone() && ShellApplication.isInstalled() && random.nextInt(3) == 0;
        return isByShell ? Kind.SHELL : Kind.JDBC;
    }

    private boolean keepsOpen() {
        return setting.habit().canBeKeptOpen() && random.nextInt(3) > 0;
    }

    private Crew.Kill kill(WorkOrder victim) {
        int millis = victim.manner().dies() ? LONGEST_DEATH_MILLIS : random.nextInt(victim.millis());
        return new Crew.Kill(0, millis * 1_000_000L);
    }

    /// Nobody writes any more. One looks at what there is, and soon the newest restore is just that.
    private void compare() throws IOException {
        crew.work(order(Kind.JDBC, keepsOpen()));
        State current = evidence.current();
        Instant until = Instant.now().plus(PATIENCE);
        compared = -1;
        while (!isCaughtUp(current)) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError(
                        setting.name() + " is not caught up with after " + PATIENCE + "; " + latestDifference(current));
            }
            LockSupport.parkNanos(10_000_000);
        }
        tally.add("barriers");
        judge();
    }

    /// Looks again where there is something newer, and each second: a look may have come too early.
    private boolean isCaughtUp(State current) throws IOException {
        boolean isOld = Instant.now().isAfter(comparedAt.plus(OLD));
        if (evidence.lastTxId() == compared && !isOld) {
            return false;
        }
        compared = evidence.lastTxId();
        Optional<Restored> latest = restorer.latest(setting.name());
        comparedAt = Instant.now();
        latest.ifPresent(evidence::restored);
        judge();
        return latest.isPresent() && latest.get().state().equals(current);
    }

    private String latestDifference(State current) throws IOException {
        return restorer.latest(setting.name())
                .map(latest -> "TXID " + latest.txId() + ": " + latest.state().differences(current))
                .orElse("there is no replica");
    }

    private void judge() throws IOException {
        List<String> faults = evidence.judge();
        if (!faults.isEmpty()) {
            throw new AssertionError(setting.name() + " (" + setting.habit() + "):\n" + String.join("\n", faults));
        }
    }

    private void replace() throws IOException {
        closeAll();
        if (setting.changesPageSize() && random.nextInt(3) == 0) {
            crew.work(order(Kind.PAGE_SIZE, false));
            return;
        }
        Replacement replacement = Replacement.values()[random.nextInt(Replacement.values().length)];
        byte[] before = Files.readAllBytes(setting.database());
        Instant began = Instant.now();
        replacement.apply(setting.database(), copy);
        if (replacement == Replacement.RECREATED) {
            crew.work(order(Kind.CREATE, false));
        } else {
            State after = State.of(Files.readAllBytes(setting.database()));
            log.append(new StateLog.Entry(after, began, Instant.now()));
        }
        if (random.nextBoolean()) {
            Files.write(copy, before);
        }
        tally.add("replaced: " + replacement.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private void closeAll() {
        List<WorkOrder> orders = IntStream.range(0, crew.size())
                .mapToObj(i -> order(Kind.FREE, false))
                .toList();
        crew.work(orders, Crew.Kill.NOBODY);
    }

    /// Restores the newest state, or that of any TXID, for a later comparison; nothing, where this life has ended.
    void restoreSomething(Random choice) throws IOException {
        long last = evidence.lastTxId();
        if (last == 0 || !alive.readLock().tryLock()) {
            return;
        }
        try {
            Optional<Restored> restored = choice.nextInt(3) == 0
                    ? restorer.latest(setting.name())
                    : restorer.asOf(setting.name(), 1 + choice.nextLong(last));
            restored.ifPresent(evidence::restored);
        } finally {
            alive.readLock().unlock();
        }
    }

    /// Restores every TXID, and compares for the last time.
    void end() throws IOException {
        alive.writeLock().lock();
        for (long txId = 1; txId <= evidence.lastTxId(); txId++) {
            restorer.asOf(setting.name(), txId).ifPresent(evidence::restored);
        }
        judge();
        closeAll();
    }

    /// Something short.
    private WorkOrder order(Kind kind, boolean keepsOpen) {
        return order(kind, 0, new WorkOrder.Manner(keepsOpen, false, false));
    }

    private WorkOrder order(Kind kind, int millis, WorkOrder.Manner manner) {
        long seed = kind == Kind.CREATE ? shapeSeed : random.nextLong();
        return new WorkOrder(setting.database(), setting.ledger(), setting.habit(), kind, seed, millis, manner);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
