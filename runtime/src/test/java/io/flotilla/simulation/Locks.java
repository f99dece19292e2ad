package io.flotilla.simulation;

import io.flotilla.disk.DatabaseLocks;
import java.util.BitSet;

/// The locks that processes hold on one database and its wal-index. A process is a number.
final class Locks {

    static final int NOBODY = -1;

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
