package io.flotilla.detection;

import io.flotilla.catalog.Why;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks whether a database was written, by what the file system says of it, its log and its journal: two or
/// three system calls, nothing is opened. Safe for use by several threads.
public final class Detection {

    /// Kernels before 6.13 stamp files with the time of their last tick, up to 10 ms ago: two writes within
    /// one tick look like one ("racily clean", as in git's index). Two ticks, to be safe.
    private static final Duration SETTLING = Duration.ofMillis(20);

    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final Disk disk;
    private final InstantSource clock;

    public Detection(Disk disk, InstantSource clock) {
        this.disk = disk;
        this.clock = clock;
    }

    /// Looks at a database, compared with the fingerprint at which nothing new was found.
    public Sighting look(Path database, Fingerprint known) {
        try {
            Instant now = clock.instant();
            Optional<FileStatus> file = disk.status(database);
            if (file.isEmpty() || file.get().kind() != FileStatus.Kind.FILE) {
                return new Sighting.Missing();
            }
            Optional<FileStatus> wal = sidecar(database, "-wal");
            Optional<FileStatus> journal = journal(database, wal);
            return compare(new Seen(now, clock.instant(), file.get(), wal, journal), known);
        } catch (IOException e) {
            return new Sighting.Unreadable(Why.of(e));
        }
    }

    private record Seen(
            Instant before, Instant after, FileStatus file, Optional<FileStatus> wal, Optional<FileStatus> journal) {

        /// Whether a file can no longer be written within the tick of its latest change. One that lies ahead of the
        /// clock, as it was after the look, is of a time before the clock was set back.
        boolean isSettled(FileStatus status) {
            Instant changed = instant(status.changedNanos());
            return Duration.between(changed, before).compareTo(SETTLING) >= 0
                    || Duration.between(after, changed).compareTo(SETTLING) >= 0;
        }
    }

    private static Sighting compare(Seen seen, Fingerprint known) {
        Fingerprint observed = Fingerprint.of(seen.file, seen.wal, seen.journal);
        if (observed.equals(known)) {
            return new Sighting.Unchanged();
        }
        long modified = seen.wal.map(FileStatus::modifiedNanos).orElse(Long.MIN_VALUE);
        Instant newest = instant(Math.max(modified, seen.file.modifiedNanos()));
        return new Sighting.Changed(observed, isSettled(seen), newest);
    }

    /// By the time of the latest change, which the kernel sets: a modification time can be set by anyone, and
    /// one in the future would never settle. Each file counts, for each may be written again within its tick.
    private static boolean isSettled(Seen seen) {
        return Stream.of(Optional.of(seen.file), seen.wal, seen.journal)
                .flatMap(Optional::stream)
                .allMatch(seen::isSettled);
    }

    /// A log with content means WAL mode, and then there is no journal that matters: see [Fingerprint#of].
    private Optional<FileStatus> journal(Path database, Optional<FileStatus> wal) throws IOException {
        boolean logged = wal.isPresent() && wal.get().size() > 0;
        return logged ? Optional.empty() : sidecar(database, "-journal");
    }

    private Optional<FileStatus> sidecar(Path database, String suffix) throws IOException {
        return disk.status(PathBytes.withSuffix(database, suffix));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_A_SECOND), Math.floorMod(nanos, NANOS_A_SECOND));
    }
}
