package io.flotilla.discovery;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.NumberIndex;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The directories that were walked, without an object for each: some 38 bytes a directory, and 5 for a
/// database in it. The path of one that holds a database is that database's without its name; only the others
/// keep their own.
///
/// A directory's number is at least 1 and stays as long as the directory is known. Safe for use by several
/// threads; nothing here touches the disk.
public final class Directories {

    private final Catalog catalog;
    private final List<Root> roots;
    private final NumberIndex byPath = new NumberIndex(this::hash);
    private final NumberIndex byWatch = new NumberIndex(this::watch);

    /// In the place of number 0 there is nothing.
    private final List<DirectoryBlock> blocks = new ArrayList<>(List.of(new DirectoryBlock()));

    private int size;

    /// Where else it was found: below another root, or by a symbolic link.
    private final Map<Integer, Set<Discovery.Place>> elsewhere = new HashMap<>();

    private final List<Integer> free = new ArrayList<>();

    private final DirectoryRows rows = new DirectoryRows();

    public Directories(Catalog catalog, List<Root> roots) {
        this.catalog = catalog;
        this.roots = List.copyOf(roots);
    }

    /// What is known of a directory for as long as no name in it comes or goes.
    public enum Flag {

        /// Its times are those of another machine and prove nothing.
        REMOTE(1),

        /// What is not there cannot be noted: links in it lead elsewhere, or it was never listed.
        WITHOUT_NOTES(2),

        /// A file in it is young and may become a database.
        UNFINISHED(4);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    /// Notes that a directory is at a place. One that was not known has no stamp.
    public synchronized int enter(Discovery.Place place) {
        int directory = add(PathBytes.of(place.real()));
        int number = roots.indexOf(place.root()) + 1;
        boolean isPlain = place.real().equals(place.named());
        short before = block(directory).root[at(directory)];
        if (isPlain && (before == 0 || before == number)) {
            block(directory).root[at(directory)] = (short) number;
        } else {
            elsewhere.computeIfAbsent(directory, none -> new LinkedHashSet<>()).add(place);
        }
        return directory;
    }

    /// Puts the rows that came to the catalog since the last call into their directories, and gives those
    /// directories that were not known.
    public synchronized List<Integer> placeRows() {
        List<Integer> added = new ArrayList<>();
        byte[] latest = DirectoryBlock.NO_PATH;
        int directory = 0;
        for (int row = rows.size() + 1; row <= catalog.size(); row++) {
            byte[] path = catalog.path(new DatabaseId(row));
            int end = DirectoryBlock.directoryLength(path);
            if (!Arrays.equals(path, 0, end, latest, 0, latest.length)) {
                int before = size - free.size();
                latest = Arrays.copyOf(path, end);
                directory = add(latest);
                if (size - free.size() > before) {
                    added.add(directory);
                }
            }
            DirectoryBlock block = block(directory);
            block.latestRow[at(directory)] = rows.add(block.latestRow[at(directory)]);
            block.ownPath[at(directory)] = DirectoryBlock.NO_PATH;
        }
        return added;
    }

    /// How many numbers are given: some may be free again.
    public synchronized int size() {
        return size;
    }

    /// The directory with this path; 0 where it is not known.
    public synchronized int find(Path path) {
        return find(PathBytes.of(path));
    }

    /// The directory that is watched under this number; 0 where none is.
    public synchronized int findWatched(int number) {
        return byWatch.find(number, directory -> watch(directory) == number);
    }

    /// Whether the directory was found below this root.
    public synchronized boolean isFoundBelow(Path path, Root from) {
        int directory = find(PathBytes.of(path));
        return directory != 0
                && places(directory).stream().anyMatch(place -> place.root().equals(from));
    }

    /// The path of a directory; absent where the number is nobody's, or not any more.
    public synchronized Optional<Path> path(int directory) {
        return isKnown(directory) ? Optional.of(PathBytes.toPath(pathBytes(directory))) : Optional.empty();
    }

    /// Where it was found; empty where it is known only for a database in it.
    public synchronized List<Discovery.Place> places(int directory) {
        List<Discovery.Place> places = new ArrayList<>(elsewhere.getOrDefault(directory, Set.of()));
        short root = block(directory).root[at(directory)];
        if (root != 0) {
            Path path = PathBytes.toPath(pathBytes(directory));
            places.addFirst(new Discovery.Place(roots.get(root - 1), path, path));
        }
        return places;
    }

    /// The databases in it.
    public synchronized List<DatabaseId> databases(int directory) {
        return rows.databases(latestRow(directory));
    }

    /// The status at its last listing; unknown where it may have changed since.
    public synchronized Fingerprint stamp(int directory) {
        return new Fingerprint(block(directory).stamp[at(directory)]);
    }

    /// When it was listed last, less than a second early.
    public synchronized Instant listedAt(int directory) {
        return Instant.ofEpochSecond(Integer.toUnsignedLong(block(directory).listedAt[at(directory)]));
    }

    public synchronized boolean is(int directory, Flag flag) {
        return (block(directory).flags[at(directory)] & flag.bit) != 0;
    }

    /// Notes a listing. What was noted of the databases in it was so before, and is forgotten.
    ///
    /// @param status as it was before the listing; unknown where another change need not show
    public synchronized void listed(int directory, Fingerprint status, Instant startedAt, Set<Flag> now) {
        DirectoryBlock block = block(directory);
        int at = at(directory);
        if (block.stamp[at] != status.value()) {
            rows.forgetNotes(block.latestRow[at]);
        }
        block.stamp[at] = status.value();
        block.listedAt[at] = (int) startedAt.getEpochSecond();
        int bits = 0;
        for (Flag flag : now) {
            bits |= flag.bit;
        }
        block.flags[at] = (byte) bits;
    }

    /// The directory is not as it was listed, or may be gone.
    public synchronized void forget(int directory) {
        block(directory).stamp[at(directory)] = Fingerprint.UNKNOWN.value();
        rows.forgetNotes(latestRow(directory));
    }

    /// What was noted of a database since its directory was listed; 0 where nothing.
    public synchronized byte note(DatabaseId database) {
        return rows.note(database);
    }

    /// Notes something of a database that holds as long as its directory has this status.
    public synchronized void note(DatabaseId database, int directory, Fingerprint status, byte note) {
        boolean holds = !status.equals(Fingerprint.UNKNOWN) && stamp(directory).equals(status);
        if (holds && !is(directory, Flag.WITHOUT_NOTES) && !is(directory, Flag.REMOTE)) {
            rows.note(database, note);
        }
    }

    /// The number under which it is watched; 0 where it is not.
    public synchronized int watch(int directory) {
        return block(directory).watch[at(directory)];
    }

    /// Notes the number under which it is watched from now on, which may have been another directory's.
    public synchronized void setWatch(int directory, int number) {
        if (watch(directory) == number) {
            return;
        }
        int before = number == 0 ? 0 : findWatched(number);
        endWatch(before);
        endWatch(directory);
        block(directory).watch[at(directory)] = number;
        if (number != 0) {
            byWatch.add(directory);
        }
    }

    /// Forgets a directory that is gone, unless a database was in it. Where the number is not that path's any more,
    /// somebody else was faster.
    public synchronized void remove(int directory, Path path) {
        if (!path(directory).equals(Optional.of(path))) {
            return;
        }
        endWatch(directory);
        forget(directory);
        if (latestRow(directory) == 0) {
            byPath.remove(directory);
            block(directory).ownPath[at(directory)] = DirectoryBlock.NO_PATH;
            block(directory).root[at(directory)] = 0;
            elsewhere.remove(directory);
            free.add(directory);
        }
    }

    private void endWatch(int directory) {
        if (directory != 0 && watch(directory) != 0) {
            byWatch.remove(directory);
            block(directory).watch[at(directory)] = 0;
        }
    }

    private int add(byte[] path) {
        int known = find(path);
        if (known != 0) {
            return known;
        }
        int directory = free.isEmpty() ? ++size : free.removeLast();
        if (directory == blocks.size() * DirectoryBlock.DIRECTORIES) {
            blocks.add(new DirectoryBlock());
        }
        DirectoryBlock block = block(directory);
        int at = at(directory);
        block.stamp[at] = Fingerprint.UNKNOWN.value();
        block.listedAt[at] = 0;
        block.flags[at] = (byte) Flag.WITHOUT_NOTES.bit;
        block.ownPath[at] = path;
        byPath.add(directory);
        return directory;
    }

    private boolean isKnown(int directory) {
        return latestRow(directory) != 0 || block(directory).ownPath[at(directory)].length > 0;
    }

    private int find(byte[] path) {
        return byPath.find(Arrays.hashCode(path), directory -> Arrays.equals(pathBytes(directory), path));
    }

    private int hash(int directory) {
        return Arrays.hashCode(pathBytes(directory));
    }

    /// Empty where the number is nobody's.
    private byte[] pathBytes(int directory) {
        int row = latestRow(directory);
        return row == 0 ? block(directory).ownPath[at(directory)] : directoryOf(row);
    }

    private byte[] directoryOf(int row) {
        byte[] path = catalog.path(new DatabaseId(row));
        return Arrays.copyOf(path, DirectoryBlock.directoryLength(path));
    }

    private int latestRow(int directory) {
        return block(directory).latestRow[at(directory)];
    }

    private DirectoryBlock block(int directory) {
        return blocks.get(directory / DirectoryBlock.DIRECTORIES);
    }

    private static int at(int directory) {
        return directory % DirectoryBlock.DIRECTORIES;
    }
}
