package io.flotilla.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Directories;
import io.flotilla.disk.DirectoryEvent;
import io.flotilla.disk.PathBytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Turns what happens in directories into the databases it happened to. Many events of one database within a
/// batch are told once. For use by one thread.
///
/// An event is a hint: the look that follows is at the path, so one that is told of a directory under a name
/// that it had before does no harm.
final class DirectoryEvents implements Consumer<DirectoryEvent> {

    /// So many events are gathered at the most: they may come faster than they are read.
    private static final int ROOM = 10_000;

    private static final byte[] INDEX = "-shm".getBytes(US_ASCII);
    private static final List<byte[]> LOGS = List.of("-wal".getBytes(US_ASCII), "-journal".getBytes(US_ASCII));

    private final TreeScanner scanner;
    private final Watching watching;
    private final Directories directories;
    private final Scanner.Changes changes;
    private final Set<DatabaseId> changed = new LinkedHashSet<>();
    private final Set<Entry> unknown = new LinkedHashSet<>();
    private final Set<Integer> moved = new LinkedHashSet<>();
    private int gathered;

    DirectoryEvents(TreeScanner scanner, Watching watching, Directories directories, Scanner.Changes changes) {
        this.scanner = scanner;
        this.watching = watching;
        this.directories = directories;
        this.changes = changes;
    }

    /// An entry of a directory that may be new.
    record Entry(Path directory, Path path) {}

    @Override
    public void accept(DirectoryEvent event) {
        gathered++;
        if (event.kind() == DirectoryEvent.Kind.LOST) {
            changes.missed("more happened at once than the kernel keeps (fs.inotify.max_queued_events)");
            return;
        }
        int number = directories.findWatched(event.watch());
        Optional<Path> path = directories.path(number);
        if (path.isEmpty()) {
            strange(event);
            return;
        }
        Path directory = path.get();
        switch (event.kind()) {
            case WRITTEN ->
                database(directory, event.name()).ifPresentOrElse(changed::add, () -> written(directory, event.name()));
            case WENT -> database(directory, event.name()).ifPresent(changed::add);
            case CAME ->
                database(directory, event.name()).ifPresentOrElse(changed::add, () -> examine(directory, event.name()));
            case CLOSED -> {
                if (database(directory, event.name()).isEmpty()) {
                    examine(directory, event.name());
                }
            }
            case DIRECTORY_CAME -> unknown.add(new Entry(directory, PathBytes.child(directory, event.name())));
            case DIRECTORY_WENT -> went(directories.find(PathBytes.child(directory, event.name())));
            case SELF_WENT -> {
                went(number);
                moved.add(number);
            }
            case ENDED -> {
                directories.setWatch(number, 0);
                changes.missed("a file system was unmounted");
            }
            case LOST -> {}
        }
    }

    /// Whether more can be gathered before [#flush()].
    boolean hasRoom() {
        return gathered < ROOM;
    }

    /// Tells what was gathered. What fails, because the catalog does, is left to the next sweep.
    void flush() {
        try {
            changed.forEach(changes::changed);
            if (!unknown.isEmpty() || !moved.isEmpty()) {
                scanner.examine(unknown, moved, changes::changed);
            }
        } catch (RuntimeException failure) {
            changes.missed("what came could not be looked at: " + failure);
        } finally {
            gathered = 0;
            changed.clear();
            unknown.clear();
            moved.clear();
        }
    }

    /// A directory that was moved out of all roots is watched until it tells something.
    private void strange(DirectoryEvent event) {
        if (event.kind() != DirectoryEvent.Kind.ENDED) {
            watching.unwatchStranger(event.watch());
        }
    }

    /// The database that a name belongs to.
    private Optional<DatabaseId> database(Path directory, byte[] name) {
        if (endsWith(name, INDEX)) {
            return Optional.empty();
        }
        Optional<DatabaseId> itself = scanner.find(PathBytes.child(directory, name));
        if (itself.isPresent()) {
            return itself;
        }
        for (byte[] suffix : LOGS) {
            if (endsWith(name, suffix)) {
                return scanner.find(PathBytes.child(directory, Arrays.copyOf(name, name.length - suffix.length)));
            }
        }
        return Optional.empty();
    }

    /// Whoever writes a new database may keep it open for ever.
    private void written(Path directory, byte[] name) {
        if (scanner.passesOverEmptyFiles()) {
            examine(directory, name);
        }
    }

    private void examine(Path directory, byte[] name) {
        boolean isBeside = endsWith(name, INDEX) || LOGS.stream().anyMatch(suffix -> endsWith(name, suffix));
        if (!isBeside) {
            unknown.add(new Entry(directory, PathBytes.child(directory, name)));
        }
    }

    /// What is below it is found by the next sweep.
    private void went(int directory) {
        if (directory != 0) {
            watching.unwatch(directory);
            directories.forget(directory);
            changed.addAll(directories.databases(directory));
        }
    }

    private static boolean endsWith(byte[] name, byte[] end) {
        int from = name.length - end.length;
        return from > 0 && Arrays.equals(name, from, name.length, end, 0, end.length);
    }
}
