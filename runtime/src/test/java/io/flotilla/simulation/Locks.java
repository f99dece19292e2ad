package io.flotilla.simulation;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.HeldLock;
import java.util.BitSet;
import java.util.Optional;

/// The locks that processes hold on one database and its wal-index. A process is a number.
final class Locks {

    static final int NOBODY = -1;

    private static final int STRANGER = 99;

    private final BitSet shared = new BitSet();
    private int exclusive = NOBODY;
    private int reserved = NOBODY;
    private int writer = NOBODY;
    private int checkpointer = NOBODY;
    private int readZero = NOBODY;

    /// What the kernel tells a stranger.
    DatabaseLocks seen() {
        if (exclusive != NOBODY) {
            return DatabaseLocks.EXCLUSIVE;
        }
        return shared.isEmpty() ? DatabaseLocks.NONE : DatabaseLocks.SHARED;
    }

    boolean takeShared(int process) {
        if (exclusive != NOBODY && exclusive != process) {
            return false;
        }
        shared.set(process);
        return true;
    }

    /// A reader that is no process of ours.
    Optional<HeldLock> ofStranger() {
        if (!takeShared(STRANGER)) {
            return Optional.empty();
        }
        return Optional.of(new HeldLock() {
            @Override
            public boolean hasWriter() {
                return isReserved();
            }

            @Override
            public void close() {
                shared.clear(STRANGER);
            }
        });
    }

    boolean takeReserved(int process) {
        if (reserved != NOBODY && reserved != process) {
            return false;
        }
        reserved = process;
        return true;
    }

    boolean isReserved() {
        return reserved != NOBODY;
    }

    boolean takeExclusive(int process) {
        boolean othersRead = shared.cardinality() > (shared.get(process) ? 1 : 0);
        if (othersRead || (exclusive != NOBODY && exclusive != process)) {
            return false;
        }
        exclusive = process;
        return true;
    }

    void shareAgain(int process) {
        exclusive = exclusive == process ? NOBODY : exclusive;
        reserved = reserved == process ? NOBODY : reserved;
    }

    boolean isExclusive(int process) {
        return exclusive == process;
    }

    boolean takeWriter(int process) {
        if (writer != NOBODY) {
            return false;
        }
        writer = process;
        return true;
    }

    void leaveWriter(int process) {
        writer = writer == process ? NOBODY : writer;
    }

    boolean takeCheckpointer(int process) {
        if (checkpointer != NOBODY) {
            return false;
        }
        checkpointer = process;
        return true;
    }

    void leaveCheckpointer(int process) {
        checkpointer = checkpointer == process ? NOBODY : checkpointer;
    }

    /// The lock that a checkpoint holds against readers of the database file alone.
    boolean isReadZeroTaken() {
        return readZero != NOBODY;
    }

    void takeReadZero(int process) {
        readZero = process;
    }

    void leaveReadZero(int process) {
        readZero = readZero == process ? NOBODY : readZero;
    }

    /// The process has ended, or has closed the database.
    void leaveAll(int process) {
        shareAgain(process);
        shared.clear(process);
        leaveWriter(process);
        leaveCheckpointer(process);
        leaveReadZero(process);
    }
}
