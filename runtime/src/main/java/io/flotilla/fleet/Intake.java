package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Registered;
import io.flotilla.catalog.Registration;
import io.flotilla.discovery.Directories;
import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Finding;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.Settling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes what one walk finds into the catalog and the table of directories: each directory is watched, then
/// its status is taken, then it is listed; and only when everything in it is registered does the status
/// count. For use by one thread.
final class Intake {

    private static final int BATCH = 1000;

    /// A file that is no database and was changed within this time may be one that is being written.
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Catalog catalog;
    private final Directories directories;
    private final Watching watching;
    private final Disk disk;
    private final InstantSource clock;
    private final Consumer<DatabaseId> came;

    private final List<Registration> registrations = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Map<Path, String> doubts = new LinkedHashMap<>();
    private final List<Listing> done = new ArrayList<>();
    private final Map<Long, Optional<String>> fileSystems = new LinkedHashMap<>();
    private Optional<Listing> listing = Optional.empty();
    private boolean tellsOfEach;
    private boolean holds;

    /// @param came hears which databases were registered
    Intake(Parts parts, Disk disk, InstantSource clock, Consumer<DatabaseId> came) {
        this.catalog = parts.catalog();
        this.directories = parts.directories();
        this.watching = parts.watching();
        this.disk = disk;
        this.clock = clock;
        this.came = came;
    }

    /// What is filled.
    record Parts(Catalog catalog, Directories directories, Watching watching) {}

    /// A listing that is not noted yet.
    private record Listing(int directory, Fingerprint status, Instant startedAt, Set<Directories.Flag> flags) {}

    /// From now on the databases of each directory that is met are told, also those that were there.
    Intake andTellsOfEach() {
        tellsOfEach = true;
        return this;
    }

    /// From now on nothing is registered before [#flush()].
    Intake andHolds() {
        holds = true;
        return this;
    }

    /// What is not registered yet.
    List<Registration> held() {
        return List.copyOf(registrations);
    }

    /// What takes the findings below a root.
    Consumer<Finding> below(Root root) {
        return finding -> take(root, finding);
    }

    /// What could not be taken so far, one line each: what, where, why.
    List<String> refused() {
        return List.copyOf(refused);
    }

    /// Where something is replicated with less certainty than elsewhere, and why.
    Map<Path, String> doubts() {
        return Map.copyOf(doubts);
    }

    /// Registers what was found since the last call.
    void flush() {
        List<Registered> registered = registrations.isEmpty() ? List.of() : catalog.register(registrations);
        for (int i = 0; i < registered.size(); i++) {
            switch (registered.get(i)) {
                case Registered.As(var id) -> came.accept(id);
                case Registered.ReplicaTaken(var owner) ->
                    refused.add(SharedReplicas.text(
                            registrations.get(i).path(), catalog.row(owner).path()));
            }
        }
        registrations.clear();
        directories.placeRows().forEach(watching::watchKnown);
        done.forEach(each -> directories.listed(each.directory, each.status, each.startedAt, each.flags));
        done.clear();
    }

    private void take(Root root, Finding finding) {
        switch (finding) {
            case Finding.Entered(var path, var named) -> enter(new Discovery.Place(root, path, named));
            case Finding.Listed(var path, var hasLinks) -> listed(hasLinks);
            case Finding.Known(var path) -> {}
            case Finding.Database(var path, var replica) -> registrations.add(new Registration(path, replica));
            case Finding.Waiting(var path, var replica) -> registrations.add(new Registration(path, replica));
            case Finding.Encrypted(var path, var replica) -> registrations.add(new Registration(path, replica));
            case Finding.NotADatabase(var path, var reason, var changed) -> {
                if (Duration.between(changed, clock.instant()).compareTo(YOUNG) < 0) {
                    lookAgain();
                }
            }
            case Finding.Unreadable(var path, var reason) -> {
                refused.add(path + " cannot be read: " + reason);
                lookAgain();
            }
            case Finding.RemoteRoot(var path, var fileSystem) ->
                doubts.put(
                        path,
                        "lies on " + fileSystem + ", where time stamps cannot be relied on: a change may be noticed"
                                + " late, and a database is replicated only while it has a log (WAL mode)");
            case Finding.RootUnavailable(var path, var reason) ->
                refused.add(path + " cannot be replicated: " + reason);
        }
    }

    private void lookAgain() {
        listing.ifPresent(current -> current.flags.add(Directories.Flag.UNFINISHED));
    }

    private void listed(boolean hasLinks) {
        listing.ifPresent(current -> {
            if (hasLinks) {
                current.flags.add(Directories.Flag.WITHOUT_NOTES);
            }
            done.add(current);
        });
        listing = Optional.empty();
        boolean isFull = done.size() >= BATCH || registrations.size() >= BATCH;
        boolean mayRegister = !holds || registrations.isEmpty();
        if (isFull && mayRegister) {
            flush();
        }
    }

    private void enter(Discovery.Place place) {
        int directory = directories.enter(place);
        watching.watch(directory, place.real());
        if (tellsOfEach) {
            directories.databases(directory).forEach(came);
        }
        listing = Optional.of(new Listing(
                directory, Fingerprint.UNKNOWN, clock.instant(), EnumSet.of(Directories.Flag.WITHOUT_NOTES)));
        try {
            Instant before = clock.instant();
            Optional<FileStatus> status = disk.status(place.real());
            if (status.isPresent()) {
                listing = Optional.of(
                        new Listing(directory, stamp(status.get(), before), before, flags(status.get(), place.real())));
            }
        } catch (IOException refusedByFileSystem) {
            // Without a status it is listed again at the next look.
            return;
        }
    }

    /// The status of a directory, where the next change to its names will show.
    private Fingerprint stamp(FileStatus status, Instant before) {
        return Settling.isSettled(status.changedNanos(), before, clock.instant())
                ? Fingerprint.of(status, Optional.empty(), Optional.empty())
                : Fingerprint.UNKNOWN;
    }

    private Set<Directories.Flag> flags(FileStatus status, Path path) throws IOException {
        if (!fileSystems.containsKey(status.device())) {
            fileSystems.put(status.device(), disk.remoteFileSystem(path));
        }
        Optional<String> remote = fileSystems.getOrDefault(status.device(), Optional.empty());
        return remote.isPresent() ? EnumSet.of(Directories.Flag.REMOTE) : EnumSet.noneOf(Directories.Flag.class);
    }
}
