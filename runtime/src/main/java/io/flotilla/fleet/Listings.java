package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.detection.Absent;
import io.flotilla.discovery.Directories;
import io.flotilla.discovery.Sidecars;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Listings of directories that are not noted yet: they count when everything in them is registered. For use by one
/// thread.
final class Listings {

    private final Catalog catalog;
    private final Directories directories;
    private final List<Listing> listings = new ArrayList<>();

    Listings(Catalog catalog, Directories directories) {
        this.catalog = catalog;
        this.directories = directories;
    }

    /// A listing.
    ///
    /// @param sidecars absent as long as it has not come to its end
    record Listing(
            int directory,
            Fingerprint status,
            Instant startedAt,
            Set<Directories.Flag> flags,
            Optional<Sidecars> sidecars) {

        Listing with(Sidecars listed) {
            return new Listing(directory, status, startedAt, flags, Optional.of(listed));
        }
    }

    void add(Listing listing) {
        listings.add(listing);
    }

    int size() {
        return listings.size();
    }

    /// Notes all of them.
    void note() {
        listings.forEach(this::note);
        listings.clear();
    }

    /// Of each database in the directory, too, which files it had not: as long as the status of the directory stays
    /// the same none of them came.
    private void note(Listing each) {
        directories.listed(each.directory, each.status, each.startedAt, each.flags);
        each.sidecars.ifPresent(sidecars -> {
            for (DatabaseId database : directories.databases(each.directory)) {
                byte absent = absent(database, sidecars).bits();
                directories.note(database, each.directory, each.status, absent);
            }
        });
    }

    private Absent absent(DatabaseId database, Sidecars sidecars) {
        if (sidecars.isEmpty()) {
            return Absent.SIDECARS;
        }
        Path path = PathBytes.toPath(catalog.path(database));
        return new Absent(false, sidecars.lacksLog(path), sidecars.lacksJournal(path));
    }
}
