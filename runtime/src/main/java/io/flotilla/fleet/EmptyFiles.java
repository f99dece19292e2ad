package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import java.util.BitSet;

/// Which empty files are kept in the catalog as databases that wait for their first table: a bounded number. An empty
/// file is only a candidate, and there may be any number of them; what is passed over is found when it is written.
/// Safe for use by several threads.
///
/// One that went while it was empty keeps its place: whoever makes and removes such files for ever fills no catalog.
final class EmptyFiles {

    /// Each costs a row, a turn, and a status call in each sweep.
    static final int MOST = 10_000;

    private final Catalog catalog;
    private final int most;
    private final BitSet held = new BitSet();

    /// Places that are taken, also by files that are about to be registered.
    private int taken;

    private boolean isCounted;

    private volatile boolean passesOver;

    /// @param most how many are kept
    EmptyFiles(Catalog catalog, int most) {
        this.catalog = catalog;
        this.most = most;
    }

    /// Takes a place for a file that is about to be registered, where there is one.
    synchronized boolean takePlace() {
        if (!isCounted) {
            isCounted = true;
            count();
        }
        if (taken >= most) {
            return false;
        }
        taken++;
        // Before the first is passed over: it may be written at once.
        passesOver |= taken > most / 2;
        return true;
    }

    /// Notes who has the place that was taken.
    synchronized void registered(DatabaseId id) {
        if (held.get(id.value())) {
            taken--;
        }
        held.set(id.value());
    }

    /// A place was taken for nothing.
    synchronized void refused() {
        taken--;
    }

    /// Gives away the places of those that are not empty any more.
    synchronized void review() {
        for (int id = held.nextSetBit(0); id >= 0; id = held.nextSetBit(id + 1)) {
            if (hasContent(new DatabaseId(id))) {
                held.clear(id);
                taken--;
            }
        }
    }

    /// Whether an empty file may have been passed over, so that any file that is written may be a new database.
    boolean passesOver() {
        return passesOver;
    }

    /// Those of earlier starts.
    private void count() {
        for (int id = 1; id <= catalog.size(); id++) {
            var database = new DatabaseId(id);
            DatabaseState state = catalog.state(database);
            boolean isEmptyOrGone = state == DatabaseState.WAITING || state == DatabaseState.MISSING;
            if (isEmptyOrGone && catalog.lastTxId(database) == 0) {
                held.set(id);
                taken++;
            }
        }
        passesOver |= taken > most / 2;
    }

    private boolean hasContent(DatabaseId id) {
        return catalog.lastTxId(id) > 0
                || switch (catalog.state(id)) {
                    case UNSUPPORTED, LAGGING, RESYNC, FENCED -> true;
                    case ACTIVE, WAITING, DEGRADED, MISSING, FAILED -> false;
                };
    }
}
