package io.flotilla.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// A wal-index in shared memory, or on the heap of a connection that holds the database exclusively.
final class WalIndex {

    private static final int BLOCK = 32 * 1024;
    private static final int UNUSED_MARK = 0xffffffff;

    private final Optional<ModelFile> shared;
    private final int pageSize;
    private IndexHeader header = IndexHeader.NONE;
    private boolean sound;
    private int backfilled;
    private int attempted;

    WalIndex(Optional<ModelFile> shared, int pageSize) {
        this.shared = shared;
        this.pageSize = pageSize;
    }

    /// Whether both copies of the header are equal: otherwise the next reader recovers.
    boolean isSound() {
        return sound;
    }

    IndexHeader header() {
        return header;
    }

    int backfilled() {
        return backfilled;
    }

    /// SQLite stores the second copy first.
    void storeSecondCopy(IndexHeader next) {
        sound = false;
        if (shared.isPresent() && shared.get().size() < BLOCK) {
            shared.get().writeMapped(BLOCK - 1, new byte[1]);
        }
        map(IndexHeader.COPY_BYTES, next.bytes(pageSize));
    }

    void storeFirstCopy(IndexHeader next) {
        map(0, next.bytes(pageSize));
        header = next;
        sound = true;
    }

    void setBackfilled(int frames) {
        backfilled = frames;
        map(96, word(frames));
    }

    void setAttempted(int frames) {
        attempted = frames;
        map(128, word(frames));
    }

    int attempted() {
        return attempted;
    }

    /// What recovery stores first: nothing is copied, nobody reads.
    void resetBackfill(int frames) {
        setBackfilled(0);
        setAttempted(frames);
        map(100, word(0));
        for (int mark = 1; mark < 5; mark++) {
            map(100 + 4 * mark, word(UNUSED_MARK));
        }
    }

    /// The process that was starting the log over is gone. Between the header and the number of copied frames
    /// nobody dies here: SQLite would take the first frames of the new log for copied and lose their commits, and
    /// then there is no telling what the database is.
    void finishStartingOver() {
        if (sound && backfilled > header.maxFrame()) {
            setBackfilled(0);
        }
    }

    private void map(int offset, byte[] bytes) {
        shared.ifPresent(file -> file.writeMapped(offset, bytes));
    }

    private static byte[] word(int value) {
        byte[] bytes = new byte[4];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(value);
        return bytes;
    }
}
