package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Registered;
import io.flotilla.catalog.Registration;
import io.flotilla.discovery.Directories;
import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Finding;
import io.flotilla.discovery.Root;
import io.flotilla.discovery.Sidecars;
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
import java.util.BitSet;
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
    private final EmptyFiles emptyFiles;
    private final Disk disk;
    private final InstantSource clock;
    private final Consumer<DatabaseId> came;

    private final List<Registration> registrations = new ArrayList<>();

    /// Which of the registrations are of empty files.
    private final BitSet empty = new BitSet();

    private final List<String> refused = new ArrayList<>();
    private final Map<Path, String> doubts = new LinkedHashMap<>();
    private final Listings done;
    private final Map<Long, Optional<String>> fileSystems = new LinkedHashMap<>();
    private Optional<Listings.Listing> listing = Optional.empty();
    private boolean tellsOfEach;
    private boolean holds;

    /// Whether places of empty files that are empty no more were given away.
    private boolean reviewed;

    /// @param came hears which databases were registered
    Intake(Parts parts, Disk disk, InstantSource clock, Consumer<DatabaseId> came) {
        this.catalog = parts.catalog();
        this.directories = parts.directories();
        this.watching = parts.watching();
        this.emptyFiles = parts.emptyFiles();
        this.disk = disk;
        this.clock = clock;
        this.came = came;
        this.done = new Listings(parts.catalog(), parts.directories());
    }

    /// What is filled.
    record Parts(Catalog catalog, Directories directories, Watching watching, EmptyFiles emptyFiles) {}

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
            registered(i, registered.get(i));
        }
        registrations.clear();
        empty.clear();
        directories.placeRows().forEach(watching::watchKnown);
        done.note();
    }

    private void registered(int registration, Registered result) {
        switch (result) {
            case Registered.As(var id) -> {
                if (empty.get(registration)) {
                    emptyFiles.registered(id);
                }
                came.accept(id);
            }
            case Registered.ReplicaTaken(var owner) -> {
                if (empty.get(registration)) {
                    emptyFiles.refused();
                }
                refused.add(SharedReplicas.text(
                        registrations.get(registration).path(),
                        catalog.row(owner).path()));
            }
        }
    }

    private void take(Root root, Finding finding) {
        switch (finding) {
            case Finding.Entered(var path, var named) -> enter(new Discovery.Place(root, path, named));
            case Finding.Listed(var path, var hasLinks, var sidecars) -> listed(hasLinks, sidecars);
            case Finding.Known(var path) -> {}
            case Finding.Database(var path, var replica) -> registrations.add(new Registration(path, replica));
            case Finding.Waiting(var path, var replica, var changed) ->
                empty(root, new Registration(path, replica), changed);
            case Finding.Encrypted(var path, var replica) -> registrations.add(new Registration(path, replica));
            case Finding.NotADatabase(var path, var reason, var changed) -> {
                lookAgainIfYoung(changed);
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

    /// One without a place is passed over, as a file that is no database is.
    private void empty(Root root, Registration file, Instant changed) {
        if (hasPlaceForEmpty()) {
            empty.set(registrations.size());
            registrations.add(file);
            return;
        }
        doubts.put(
                root.directory(),
                "holds many empty files: those that are not kept in view by now become databases when something is"
                        + " written to them, and that may be noticed late where the system does not tell");
        lookAgainIfYoung(changed);
    }

    private boolean hasPlaceForEmpty() {
        if (emptyFiles.takePlace()) {
            return true;
        }
        if (reviewed) {
            return false;
        }
        reviewed = true;
        emptyFiles.review();
        return emptyFiles.takePlace();
    }

    private void lookAgainIfYoung(Instant changed) {
        if (Duration.between(changed, clock.instant()).compareTo(YOUNG) < 0) {
            lookAgain();
        }
    }

    private void lookAgain() {
        listing.ifPresent(current -> current.flags().add(Directories.Flag.UNFINISHED));
    }

    private void listed(boolean hasLinks, Sidecars sidecars) {
        listing.ifPresent(current -> {
            if (hasLinks) {
                current.flags().add(Directories.Flag.WITHOUT_NOTES);
            }
            done.add(current.with(sidecars));
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
        listing = Optional.of(new Listings.Listing(
                directory,
                Fingerprint.UNKNOWN,
                clock.instant(),
                EnumSet.of(Directories.Flag.WITHOUT_NOTES),
                Optional.empty()));
        try {
            Instant before = clock.instant();
            Optional<FileStatus> status = disk.status(place.real());
            if (status.isPresent()) {
                listing = Optional.of(new Listings.Listing(
                        directory,
                        stamp(status.get(), before),
                        before,
                        flags(status.get(), place.real()),
                        Optional.empty()));
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
