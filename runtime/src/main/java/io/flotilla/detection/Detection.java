package io.flotilla.detection;

import io.flotilla.catalog.Why;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import io.flotilla.disk.Settling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks whether a database was written, by what the file system says of it, its log and its journal: up to
/// three system calls, nothing is opened. Safe for use by several threads.
public final class Detection {

    /// What the files of a database are called behind its name.
    private static final List<String> FILES = List.of("", "-wal", "-journal");

    private final Disk disk;
    private final InstantSource clock;

    public Detection(Disk disk, InstantSource clock) {
        this.disk = disk;
        this.clock = clock;
    }

    /// Looks at a database, compared with the fingerprint at which nothing new was found.
    public Sighting look(Path database, Fingerprint known) {
        return look(database, known, Absent.NOTHING).sighting();
    }

    /// The same, without asking for files that are known not to be there because no name in their directory
    /// came or went.
    public Looked look(Path database, Fingerprint known, Absent absent) {
        try {
            Instant now = clock.instant();
            Optional<FileStatus> file = status(absent.file(), database);
            if (file.isEmpty()) {
                return new Looked(new Sighting.Missing(), Absent.FILE);
            }
            if (file.get().kind() != FileStatus.Kind.FILE) {
                return new Looked(new Sighting.Missing(), Absent.NOTHING);
            }
            Optional<FileStatus> wal = sidecar(absent.log(), database, "-wal");
            boolean logged = isLogged(wal);
            Optional<FileStatus> journal = logged ? Optional.empty() : sidecar(absent.journal(), database, "-journal");
            Sighting sighting = compare(new Seen(now, clock.instant(), file.get(), wal, journal), known);
            boolean hasNoJournal = logged ? absent.journal() : journal.isEmpty();
            return new Looked(sighting, new Absent(false, wal.isEmpty(), hasNoJournal));
        } catch (IOException e) {
            return new Looked(new Sighting.Unreadable(Why.of(e)), Absent.NOTHING);
        }
    }

    /// Whether the database may have been written within a stretch of time that was there twice: then its fingerprint
    /// proves nothing.
    ///
    /// @throws IOException where the file system does not tell
    public boolean isDoubtful(Path database, Stretch repeated) throws IOException {
        for (String suffix : FILES) {
            Optional<FileStatus> file = disk.status(PathBytes.withSuffix(database, suffix));
            if (file.isPresent() && repeated.holds(file.get())) {
                return true;
            }
        }
        return false;
    }

    /// What a look found.
    ///
    /// @param absent what was not there, then or before
    public record Looked(Sighting sighting, Absent absent) {}

    private record Seen(
            Instant before, Instant after, FileStatus file, Optional<FileStatus> wal, Optional<FileStatus> journal) {

        Stream<FileStatus> files() {
            return Stream.of(Optional.of(file), wal, journal).flatMap(Optional::stream);
        }

        boolean isSettled(FileStatus status) {
            return Settling.isSettled(status.changedNanos(), before, after);
        }
    }

    private static Sighting compare(Seen seen, Fingerprint known) {
        Fingerprint observed = Fingerprint.of(seen.file, seen.wal, seen.journal);
        if (observed.equals(known)) {
            return new Sighting.Unchanged();
        }
        long newest = seen.files().mapToLong(FileStatus::modifiedNanos).max().orElseThrow();
        return new Sighting.Changed(observed, isSettled(seen), Settling.instant(newest));
    }

    /// By the time of the latest change, which the kernel sets: a modification time can be set by anyone, and
    /// one in the future would never settle. Each file counts, for each may be written again within its tick.
    private static boolean isSettled(Seen seen) {
        return seen.files().allMatch(seen::isSettled);
    }

    /// A log with content means WAL mode, and then there is no journal that matters: see [Fingerprint#of].
    private static boolean isLogged(Optional<FileStatus> wal) {
        return wal.isPresent() && wal.get().size() > 0;
    }

    private Optional<FileStatus> sidecar(boolean isAbsent, Path database, String suffix) throws IOException {
        return isAbsent ? Optional.empty() : disk.status(PathBytes.withSuffix(database, suffix));
    }

    private Optional<FileStatus> status(boolean isAbsent, Path path) throws IOException {
        return isAbsent ? Optional.empty() : disk.status(path);
    }
}
