package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.detection.ClockWatch;
import io.flotilla.detection.Detection;
import io.flotilla.detection.Stretch;
import io.flotilla.discovery.Directories;
import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Root;
import io.flotilla.disk.DirectoryWatcher;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.Reason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The scanner: walks the directories, looks at every database it knows directory by directory, and is told
/// of changes where the kernel tells. Nothing is held or opened for a database that did not change.
///
/// As long as the status of a directory stays the same, no name in it came or went: then a log or journal
/// that was not there is not there now, and one system call for each database is enough.
final class TreeScanner implements Scanner {

    private static final Logger LOG = System.getLogger(TreeScanner.class.getName());

    /// Longer than any file system's idea of a moment.
    private static final Duration MOMENT = Duration.ofSeconds(4);

    /// How long an interrupt may go unnoticed.
    private static final Duration WAIT = Duration.ofMillis(200);

    /// What happens within this time is told at once: a transaction is many events.
    private static final Duration GATHERING = Duration.ofMillis(20);

    private static final int MAX_SAID = 1000;

    private final Catalog catalog;
    private final Discovery discovery;
    private final Disk disk;
    private final InstantSource clock;
    private final ClockWatch clockWatch;
    private final Directories directories;
    private final Watching watching;
    private final EmptyFiles emptyFiles;
    private final Availability availability;
    private final Looks looks;
    private final WholeWalks wholeWalks;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    TreeScanner(Catalog catalog, Disk disk, List<Root> roots, Clocks clocks) {
        this(catalog, disk, roots, clocks, EmptyFiles.MOST);
    }

    /// @param emptyFiles how many empty files are kept as databases that wait
    TreeScanner(Catalog catalog, Disk disk, List<Root> roots, Clocks clocks, int emptyFiles) {
        this.catalog = catalog;
        this.discovery = new Discovery(disk);
        this.disk = disk;
        this.clock = clocks.wall();
        this.clockWatch = new ClockWatch(clock, clocks.steadyNanos());
        this.directories = new Directories(catalog, roots);
        this.watching = new Watching(directories);
        this.emptyFiles = new EmptyFiles(catalog, emptyFiles);
        this.availability = new Availability(disk, catalog, roots);
        this.looks = new Looks(catalog, new Detection(disk, clock), directories, availability);
        this.wholeWalks = new WholeWalks(catalog, discovery, roots, () -> intake(came -> {}));
    }

    /// @throws SharedReplicaException at the first time, where two databases that are there would share a replica
    @Override
    public Discovered discover() {
        availability.look();
        return wholeWalks.next();
    }

    @Override
    public void sweep(Consumer<DatabaseId> changed) {
        availability.look();
        clockWatch.look().ifPresent(this::doubt);
        Intake intake = intake(changed);
        intake.flush();
        boolean isEachTold = watching.isOn();
        for (int directory = 1; directory <= directories.size(); directory++) {
            Optional<Path> path = directories.path(directory);
            if (path.isPresent()) {
                isEachTold &= sweep(directory, path.get(), intake, changed);
            }
        }
        watching.swept(isEachTold);
        say(intake);
    }

    /// No status within a stretch of time that was there twice proves anything.
    private void doubt(Stretch repeated) {
        LOG.log(
                Level.INFO,
                "the clock was set back and has passed {0} to {1} twice: what was written then is looked at again",
                repeated.from(),
                repeated.until());
        looks.doubt(repeated);
        for (int directory = 1; directory <= directories.size(); directory++) {
            directories.forget(directory);
        }
    }

    /// Looks at one directory and the databases in it, and gives whether what happens there is told.
    private boolean sweep(int directory, Path path, Intake intake, Consumer<DatabaseId> changed) {
        if (directories.watch(directory) == 0) {
            watching.watch(directory, path);
        }
        Optional<FileStatus> status;
        try {
            status = disk.status(path).filter(found -> found.kind() == FileStatus.Kind.DIRECTORY);
        } catch (IOException refused) {
            directories.forget(directory);
            looks.lookAtEach(directory, Fingerprint.UNKNOWN, changed);
            return false;
        }
        if (status.isEmpty()) {
            gone(directory, path, changed);
            return true;
        }
        Fingerprint stamp = Fingerprint.of(status.get(), Optional.empty(), Optional.empty());
        boolean isAsListed = stamp.equals(directories.stamp(directory))
                && !directories.is(directory, Directories.Flag.REMOTE)
                && !directories.is(directory, Directories.Flag.UNFINISHED);
        if (!isAsListed) {
            // Where it cannot be listed, what was noted of it is as old as the last listing.
            directories.forget(directory);
            list(directory, intake);
        }
        looks.lookAtEach(directory, directories.stamp(directory), changed);
        return directories.watch(directory) != 0 && !directories.is(directory, Directories.Flag.REMOTE);
    }

    private void list(int directory, Intake intake) {
        Instant examinedBefore = directories.listedAt(directory).minus(MOMENT);
        for (Discovery.Place place : directories.places(directory)) {
            discovery.again(place, isKnownBelow(place.root()), examinedBefore, intake.below(place.root()));
        }
        intake.flush();
    }

    private void gone(int directory, Path path, Consumer<DatabaseId> changed) {
        watching.unwatch(directory);
        for (DatabaseId database : directories.databases(directory)) {
            looks.look(database).map(Change::database).ifPresent(changed);
        }
        directories.remove(directory, path);
    }

    @Override
    public Optional<Change> look(DatabaseId database) {
        return looks.look(database);
    }

    @Override
    public boolean isTold() {
        return watching.isWhole() && availability.isWhole();
    }

    @Override
    public void watch(Changes changes) throws InterruptedException {
        try (DirectoryWatcher watcher = disk.watcher()) {
            watching.begin(watcher, changes::missed);
            var events = new DirectoryEvents(this, watching, directories, changes);
            while (!Thread.interrupted()) {
                if (watcher.read(WAIT, events) > 0) {
                    readAll(watcher, events);
                    Thread.sleep(GATHERING);
                }
            }
            throw new InterruptedException();
        } catch (IOException refused) {
            changes.missed("nobody tells what is written, so that the sweeps alone see it: " + Reason.of(refused));
        } finally {
            watching.end();
        }
    }

    private static void readAll(DirectoryWatcher watcher, DirectoryEvents events) throws IOException {
        while (watcher.read(Duration.ZERO, events) > 0 && events.hasRoom()) {
            // The next ones.
        }
        events.flush();
    }

    /// Looks at entries that came and at directories that were moved, and gives the databases that they are
    /// or hold. One that came back is walked as if it were new.
    void examine(Set<DirectoryEvents.Entry> entries, Set<Integer> moved, Consumer<DatabaseId> came) {
        Intake intake = intake(came).andTellsOfEach();
        for (DirectoryEvents.Entry entry : entries) {
            for (Discovery.Place place : directories.places(directories.find(entry.directory()))) {
                discovery.entry(place, entry.path(), this::isDatabase, intake.below(place.root()));
            }
        }
        intake.flush();
        for (int directory : moved) {
            directories.path(directory).ifPresent(path -> sweep(directory, path, intake, came));
        }
        say(intake);
    }

    /// The database with this path.
    Optional<DatabaseId> find(Path path) {
        return catalog.find(path);
    }

    /// Whether any file that is written may be a new database.
    boolean passesOverEmptyFiles() {
        return emptyFiles.passesOver();
    }

    private Intake intake(Consumer<DatabaseId> came) {
        return new Intake(new Intake.Parts(catalog, directories, watching, emptyFiles), disk, clock, came);
    }

    private boolean isDatabase(Path path) {
        return catalog.find(path).isPresent();
    }

    private Predicate<Path> isKnownBelow(Root root) {
        return path -> isDatabase(path) || directories.isFoundBelow(path, root);
    }

    /// What a whole walk finds is said by whoever asked for it.
    private void say(Intake intake) {
        for (String line : intake.refused()) {
            if (said.size() < MAX_SAID && said.add(line)) {
                LOG.log(Level.WARNING, "{0}", line);
            }
        }
    }
}
