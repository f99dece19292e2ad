package io.flotilla.capture;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which databases did not hold still at their last look, how often in a row, and which of them rest after they cost
/// much in vain. Others are not in here. Safe for use by several threads.
final class BusyDatabases {

    /// A database gets at most a tenth of the time.
    private static final int REST_FACTOR = 9;

    /// Nothing takes longer; a rest that seems to is one whose clock was set back.
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private final Map<DatabaseId, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(int looks, Instant restsUntil, Fingerprint seen) {

        static final Entry NONE = new Entry(0, Instant.MIN, Fingerprint.UNKNOWN);
    }

    /// How many looks in a row it did not hold still.
    int looks(DatabaseId database) {
        return entries.getOrDefault(database, Entry.NONE).looks();
    }

    /// Whether it did not hold still at its last look.
    boolean isBusy(DatabaseId database) {
        return entries.containsKey(database);
    }

    /// Whether it rests after the last attempt, and has not come to rest by itself: two looks in a row with the same
    /// fingerprint end it.
    boolean isResting(DatabaseId database, Now now) {
        Entry entry = entries.getOrDefault(database, Entry.NONE);
        boolean rests = now.time().isBefore(entry.restsUntil())
                && Duration.between(now.time(), entry.restsUntil()).compareTo(LONGEST_REST) <= 0;
        if (!rests) {
            return false;
        }
        boolean isStill = now.fingerprint().equals(entry.seen());
        entries.put(database, new Entry(entry.looks(), entry.restsUntil(), now.fingerprint()));
        return !isStill;
    }

    /// The moment of a look, and what was seen.
    record Now(Instant time, Fingerprint fingerprint) {}

    /// It did not hold still.
    void moved(DatabaseId database) {
        entries.merge(
                database,
                new Entry(1, Instant.MIN, Fingerprint.UNKNOWN),
                (entry, one) -> new Entry(entry.looks() + 1, entry.restsUntil(), entry.seen()));
    }

    /// An attempt that took so long was in vain: it rests nine times as long, an hour at the most.
    void failed(DatabaseId database, Duration spent, Now now) {
        Duration rest = spent.multipliedBy(REST_FACTOR);
        Duration bounded = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
        entries.put(database, new Entry(looks(database), now.time().plus(bounded), now.fingerprint()));
    }

    /// It held still.
    void settled(DatabaseId database) {
        entries.remove(database);
    }
}
