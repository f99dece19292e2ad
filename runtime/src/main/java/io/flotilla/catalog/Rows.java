package io.flotilla.catalog;

import io.flotilla.spi.Tier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// All rows in memory, without an object for each: columns of primitives in blocks, names as bytes in one
/// array per block, and an index from path to row. About 50 bytes a row beside what its path has of its own.
///
/// Safe for use by several threads: they look at the rows together and change them one at a time, inside
/// [#change]. Numbers of rows begin at 0.
final class Rows {

    private static final int MAX_SHARED_REASONS = 1000;

    private final List<RowBlock> blocks = new ArrayList<>();
    private final Map<Integer, Why> reasons = new HashMap<>();
    private final Map<Why, Why> sharedReasons = new HashMap<>();
    private final InstantSource clock;
    private int size;

    /// By path, the numbers of rows from 1 on.
    private final NumberIndex index = new NumberIndex(number -> Arrays.hashCode(pathOf(number - 1)));

    /// Guards the rows for the moments in which they are touched, never during I/O.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    Rows(InstantSource clock) {
        this.clock = clock;
    }

    /// Runs changes that others see together.
    void change(Runnable changes) {
        lock.writeLock().lock();
        try {
            changes.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    int size() {
        return look(() -> size);
    }

    /// How many blocks hold the rows.
    int blocks() {
        return look(blocks::size);
    }

    /// Asks one block, and how many rows it has.
    <T> T lookInto(int block, BiFunction<RowBlock, Integer, T> question) {
        return look(() -> question.apply(blocks.get(block), Math.min(RowBlock.ROWS, size - block * RowBlock.ROWS)));
    }

    OptionalInt find(byte[] path) {
        int number = look(() ->
                index.find(Arrays.hashCode(path), each -> block(each - 1).hasPath((each - 1) % RowBlock.ROWS, path)));
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number - 1);
    }

    byte[] path(int row) {
        return look(() -> pathOf(row));
    }

    DatabaseRow view(int row) {
        return look(() -> stored(row)).view(new DatabaseId(row + 1));
    }

    long fingerprint(int row) {
        return look(() -> block(row).fingerprint[row % RowBlock.ROWS]);
    }

    long txId(int row) {
        return look(() -> block(row).txId[row % RowBlock.ROWS]);
    }

    Tier tier(int row) {
        return look(() -> block(row).tier(row % RowBlock.ROWS));
    }

    DatabaseState state(int row) {
        return look(() -> block(row).state(row % RowBlock.ROWS));
    }

    Census census() {
        return look(() -> {
            var counts = new Census.Counts();
            for (int row = 0; row < size; row++) {
                RowBlock block = block(row);
                counts.add(block.tier(row % RowBlock.ROWS), block.state(row % RowBlock.ROWS));
            }
            return counts.census();
        });
    }

    boolean isInState(int row, DatabaseState state, Why why) {
        return look(() -> block(row).state(row % RowBlock.ROWS) == state
                && reasons.getOrDefault(row, Why.NOTHING).equals(why));
    }

    void add(StoredRow stored) {
        if (size % RowBlock.ROWS == 0) {
            blocks.add(new RowBlock());
        }
        int row = size++;
        int at = row % RowBlock.ROWS;
        RowBlock block = block(row);
        block.putNames(at, stored.path(), stored.replica());
        setTier(row, stored.tier());
        setState(row, stored.state(), stored.why());
        advance(row, stored.txId(), stored.lastWrite(), stored.ackedAt());
        setFingerprint(row, stored.fingerprint());
        block.setKnownAt(at, now());
        index.add(row + 1);
    }

    private StoredRow stored(int row) {
        RowBlock block = block(row);
        int at = row % RowBlock.ROWS;
        return new StoredRow(
                block.path(at),
                block.replica(at),
                block.tier(at),
                block.state(at),
                reasons.getOrDefault(row, Why.NOTHING),
                block.fingerprint[at],
                block.lastWrite[at],
                block.ackedAt[at],
                block.txId[at]);
    }

    void advance(int row, long txId, long lastWrite, long ackedAt) {
        RowBlock block = block(row);
        int at = row % RowBlock.ROWS;
        block.txId[at] = txId;
        block.lastWrite[at] = lastWrite;
        block.ackedAt[at] = ackedAt;
    }

    void setFingerprint(int row, long fingerprint) {
        block(row).fingerprint[row % RowBlock.ROWS] = fingerprint;
    }

    void setTxId(int row, long txId) {
        block(row).txId[row % RowBlock.ROWS] = txId;
    }

    /// A proof held.
    void setProof(int row, long seconds) {
        block(row).setProvedAt(row % RowBlock.ROWS, seconds);
        block(row).setTriedAt(row % RowBlock.ROWS, seconds);
    }

    /// A proof did not hold. That is never at the second at which one held.
    void setFailedProof(int row, long seconds) {
        int at = row % RowBlock.ROWS;
        block(row).setTriedAt(at, Math.max(seconds, block(row).provedAt(at) + 1));
    }

    /// Nothing was proved of it yet, and it waits from now on.
    void forgetProof(int row) {
        int at = row % RowBlock.ROWS;
        block(row).setProvedAt(at, now());
        block(row).setTriedAt(at, 0);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    void setTier(int row, Tier tier) {
        block(row).setTier(row % RowBlock.ROWS, tier);
    }

    void setState(int row, DatabaseState state, Why why) {
        block(row).setState(row % RowBlock.ROWS, state);
        setReason(row, why);
    }

    /// Few rows have a reason, and many of those the same one.
    private void setReason(int row, Why why) {
        if (why.equals(Why.NOTHING)) {
            reasons.remove(row);
            return;
        }
        if (sharedReasons.size() >= MAX_SHARED_REASONS) {
            sharedReasons.clear();
        }
        reasons.put(row, sharedReasons.computeIfAbsent(why, same -> same));
    }

    private <T> T look(Supplier<T> question) {
        lock.readLock().lock();
        try {
            return question.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private byte[] pathOf(int row) {
        return block(row).path(row % RowBlock.ROWS);
    }

    private RowBlock block(int row) {
        return blocks.get(row / RowBlock.ROWS);
    }
}
