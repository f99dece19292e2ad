package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.detection.Absent;
import io.flotilla.detection.Detection;
import io.flotilla.detection.Sighting;
import io.flotilla.detection.Stretch;
import io.flotilla.discovery.Directories;
import io.flotilla.disk.Fingerprint;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks at databases, and notes in the catalog which are missing or cannot be looked at. Those that another writer has
/// taken are left alone. Safe for use by several threads.
record Looks(Catalog catalog, Detection detection, Directories directories, Availability availability) {

    /// What is said of a database without a file.
    static final Why GONE = new Why(ReasonCode.FILE_GONE, "the file is gone; its replica stays");

    /// Looks at the databases in a directory, and hands over those that changed.
    ///
    /// @param stamp the status of the directory since which names in it neither came nor went
    void lookAtEach(int directory, Fingerprint stamp, Consumer<DatabaseId> changed) {
        for (DatabaseId database : directories.databases(directory)) {
            DatabaseRow row = catalog.row(database);
            if (row.state() != DatabaseState.FENCED) {
                Absent absent = Absent.of(directories.note(database));
                Detection.Looked looked = detection.look(row.path(), known(row), absent);
                directories.note(database, directory, stamp, looked.absent().bits());
                note(row, looked.sighting()).map(Change::database).ifPresent(changed);
            }
        }
    }

    /// Looks at one database, as if nothing were known of its directory.
    Optional<Change> look(DatabaseId database) {
        DatabaseRow row = catalog.row(database);
        return row.state() == DatabaseState.FENCED
                ? Optional.empty()
                : note(row, detection.look(row.path(), known(row)));
    }

    /// Forgets the fingerprints of databases that may have been written within a stretch of time that was there twice.
    void doubt(Stretch repeated) {
        catalog.forEach(row -> {
            if (row.state() != DatabaseState.MISSING && isDoubtful(row, repeated)) {
                catalog.observe(row.id(), Fingerprint.UNKNOWN);
            }
        });
    }

    private boolean isDoubtful(DatabaseRow row, Stretch repeated) {
        try {
            return detection.isDoubtful(row.path(), repeated);
        } catch (IOException refused) {
            return true;
        }
    }

    private Optional<Change> note(DatabaseRow row, Sighting sighting) {
        return switch (sighting) {
            case Sighting.Unchanged() -> Optional.empty();
            case Sighting.Changed(var observed, var settled, var modified) ->
                Optional.of(new Change(row.id(), observed, settled, modified));
            case Sighting.Missing() -> {
                Optional<Why> unavailable = unavailable(row);
                DatabaseState state = unavailable.isPresent() ? DatabaseState.DEGRADED : DatabaseState.MISSING;
                catalog.mark(row.id(), state, unavailable.orElse(GONE));
                yield Optional.empty();
            }
            case Sighting.Unreadable(var why) -> {
                catalog.mark(row.id(), DatabaseState.DEGRADED, why);
                yield Optional.empty();
            }
        };
    }

    /// Its root may have gone with it, a moment ago.
    private Optional<Why> unavailable(DatabaseRow row) {
        Optional<Why> known = availability.of(row.path());
        if (known.isPresent() || row.state() == DatabaseState.MISSING) {
            return known;
        }
        availability.look();
        return availability.of(row.path());
    }

    /// Where a database was not as it should be, its fingerprint does not tell that it is now: it comes back
    /// unchanged with a directory that was away.
    private static Fingerprint known(DatabaseRow row) {
        return switch (row.state()) {
            case ACTIVE, WAITING, UNSUPPORTED -> row.fingerprint();
            case LAGGING, RESYNC, DEGRADED, FENCED, MISSING, FAILED -> Fingerprint.UNKNOWN;
        };
    }
}
