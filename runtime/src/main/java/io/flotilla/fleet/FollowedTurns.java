package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.PathBytes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Counts the turns of a few databases, for whoever chose them, and knows how large their files were at the end of the
/// last one. Of all others it keeps nothing. Safe for use by several threads; whoever asks it never waits for a disk.
public final class FollowedTurns implements FleetWitness {

    private static final Logger LOG = System.getLogger(FollowedTurns.class.getName());

    private final Catalog catalog;
    private final Disk disk;
    private final Consumer<DatabaseId> turnSoon;
    private final LongSupplier steadyNanos;
    private final Map<DatabaseId, Counted> counts = new ConcurrentHashMap<>();

    /// When the turns began that are under way.
    private final Map<DatabaseId, Long> begun = new ConcurrentHashMap<>();

    /// @param turnSoon gives a database a turn
    FollowedTurns(Catalog catalog, Disk disk, Consumer<DatabaseId> turnSoon, LongSupplier steadyNanos) {
        this.catalog = catalog;
        this.disk = disk;
        this.turnSoon = turnSoon;
        this.steadyNanos = steadyNanos;
    }

    /// The turns since a database is followed.
    ///
    /// @param failed those after which it was in another state than active or waiting, or which broke off
    /// @param time how long all of them took, from the look at the database to the target's confirmation
    /// @param databaseBytes the size of its file at the end of the last turn, 0 where there was none
    /// @param logBytes likewise of its `-wal`
    public record Counted(long turns, long failed, Duration time, long databaseBytes, long logBytes) {

        private static final Counted NONE = new Counted(0, 0, Duration.ZERO, 0, 0);

        private Counted and(boolean hasFailed, Duration length, long newDatabaseBytes, long newLogBytes) {
            return new Counted(
                    turns + 1, failed + (hasFailed ? 1 : 0), time.plus(length), newDatabaseBytes, newLogBytes);
        }
    }

    /// Follows these and no others. Each that is new has a turn soon, so that its figures are there although nobody
    /// writes to it.
    public void follow(Set<DatabaseId> databases) {
        counts.keySet().retainAll(databases);
        databases.forEach(database -> {
            if (counts.putIfAbsent(database, Counted.NONE) == null) {
                turnSoon.accept(database);
            }
        });
    }

    /// What is known of a database; absent where it is not followed, and before its first turn has ended.
    public Optional<Counted> find(DatabaseId database) {
        return Optional.ofNullable(counts.get(database)).filter(counted -> counted.turns() > 0);
    }

    @Override
    public void acknowledged(Acknowledgement acknowledgement) {}

    @Override
    public void turnBegins(DatabaseId database) {
        if (counts.containsKey(database)) {
            begun.put(database, steadyNanos.getAsLong());
        }
    }

    @Override
    public void turnEnds(DatabaseId database, boolean hasBrokenOff) {
        Long since = begun.remove(database);
        Counted before = counts.get(database);
        if (since == null || before == null) {
            return;
        }
        boolean hasFailed = hasBrokenOff || !isFine(catalog.state(database));
        Duration length = Duration.ofNanos(steadyNanos.getAsLong() - since);
        Path path = PathBytes.toPath(catalog.path(database));
        long databaseBytes = size(path, before.databaseBytes());
        long logBytes = size(PathBytes.withSuffix(path, "-wal"), before.logBytes());
        counts.computeIfPresent(database, (same, counted) -> counted.and(hasFailed, length, databaseBytes, logBytes));
    }

    private static boolean isFine(DatabaseState state) {
        return state == DatabaseState.ACTIVE || state == DatabaseState.WAITING;
    }

    /// Where the disk does not say, what it said last: the state of the database tells that something is wrong.
    private long size(Path file, long last) {
        try {
            return disk.status(file).map(FileStatus::size).orElse(0L);
        } catch (IOException unknown) {
            LOG.log(Level.DEBUG, "the size of a file is not known: file=" + file, unknown);
            return last;
        }
    }
}
