package io.flotilla.fleet;

import io.flotilla.capture.Fall;
import io.flotilla.capture.How;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.disk.Settling;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Which databases hold something that the target has not confirmed, and since when.
///
/// A database comes in here by its own files, when a look or an event says that it changed, and leaves only when the
/// target has confirmed everything up to then: how far our own work has come does not matter. So its age grows while
/// everything else stands still. 8 bytes a database, and an entry for each that waits. Safe for use by several threads.
public final class Protection implements FleetWitness {

    private final InstantSource clock;
    private final Map<DatabaseId, Instant> since = new HashMap<>();
    private final Delays detected = new Delays();
    private final Delays captured = new Delays();
    private final Delays acknowledged = new Delays();

    /// Up to when everything in a database is known to be on the target, by its number.
    private long[] coveredMillis = new long[0];

    Protection(InstantSource clock) {
        this.clock = clock;
    }

    /// How long writes took.
    ///
    /// @param detected from the write to the moment at which it was noticed
    /// @param captured from the write to the begin of its capture
    /// @param acknowledged from the write to the target's confirmation
    public record Ways(Delays.Counted detected, Delays.Counted captured, Delays.Counted acknowledged) {}

    /// How long writes took, since the start. First copies and what was written before the start do not count.
    public Ways ways() {
        return new Ways(detected.counted(), captured.counted(), acknowledged.counted());
    }

    /// The databases with something that is not confirmed, and since when at least it waits.
    public synchronized Map<DatabaseId, Instant> unprotected() {
        return Map.copyOf(since);
    }

    /// How long the oldest write of a database waits; nothing where none does.
    public synchronized Duration lag(DatabaseId database) {
        Instant begun = since.get(database);
        return begun == null ? Duration.ZERO : age(begun, clock.instant());
    }

    /// How long something waits that began to at a moment; a clock that was set back makes it nothing.
    public static Duration age(Instant begun, Instant now) {
        Duration age = Duration.between(begun, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    @Override
    public synchronized void noticed(DatabaseId database) {
        since.putIfAbsent(database, clock.instant());
    }

    /// The newest modification is newer than the oldest that waits; what was noticed before stays as old as it is.
    @Override
    public synchronized void changed(DatabaseRow row, Instant modified) {
        if (isCovered(row.id(), modified)) {
            since.remove(row.id());
            return;
        }
        Instant now = clock.instant();
        Instant noticed = since.getOrDefault(row.id(), now);
        boolean isFirst = row.lastTxId() == 0;
        if (isFirst) {
            since.putIfAbsent(row.id(), now);
        } else if (modified.isBefore(noticed)) {
            since.put(row.id(), modified);
            detected.add(Duration.between(modified, noticed));
        } else {
            since.putIfAbsent(row.id(), noticed);
        }
    }

    @Override
    public synchronized void unchanged(DatabaseId database) {
        since.remove(database);
    }

    @Override
    public void foundNothingNew(DatabaseId database, Instant startedAt) {
        cover(database, startedAt);
    }

    @Override
    public void acknowledged(Acknowledgement acknowledgement) {
        cover(acknowledgement.database(), acknowledgement.startedAt());
        boolean isFirst = acknowledgement.how() instanceof How.Compared compared && compared.why() == Fall.FIRST_COPY;
        if (!isFirst) {
            captured.add(Duration.between(acknowledgement.modified(), acknowledgement.startedAt()));
            acknowledged.add(Duration.between(acknowledgement.modified(), acknowledgement.acknowledgedAt()));
        }
    }

    private synchronized void cover(DatabaseId database, Instant until) {
        since.computeIfPresent(database, (same, begun) -> begun.isAfter(until) ? begun : null);
        int at = database.value();
        if (at >= coveredMillis.length) {
            coveredMillis = Arrays.copyOf(coveredMillis, Math.max(at + 1, at + at / 8));
        }
        coveredMillis[at] = until.toEpochMilli();
    }

    /// A file that was written after its capture began may be stamped as if that was before.
    private boolean isCovered(DatabaseId database, Instant modified) {
        int at = database.value();
        if (at >= coveredMillis.length || modified.toEpochMilli() >= coveredMillis[at]) {
            return false;
        }
        Instant covered = Instant.ofEpochMilli(coveredMillis[at]);
        return Settling.isSettled(modified, covered, covered);
    }
}
