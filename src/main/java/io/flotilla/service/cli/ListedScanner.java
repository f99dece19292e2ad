package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Registered;
import io.flotilla.catalog.Registration;
import io.flotilla.catalog.Why;
import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Finding;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Reason;
import io.flotilla.fleet.Change;
import io.flotilla.fleet.Scanner;
import io.flotilla.service.config.Listed;
import io.flotilla.service.config.ListedDatabases;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Finds the databases that are listed by their paths, and no other; a scanner without roots looks at them. One that is
/// not listed any more is left alone, and its replica stays. A listed one costs an entry and, while it is absent, two
/// system calls a walk.
///
/// Safe for use as a scanner has to be.
final class ListedScanner implements Scanner {

    private static final Why NOT_LISTED =
            new Why(ReasonCode.FILE_GONE, "it is not in the configuration any more; its replica stays");

    /// So many are registered in one transaction.
    private static final int BATCH = 4096;

    private final Scanner scanner;
    private final Catalog catalog;
    private final Disk disk;
    private volatile ListedDatabases databases;
    private volatile BitSet listed = new BitSet();

    /// @param scanner without roots, of the same catalog
    ListedScanner(Scanner scanner, Catalog catalog, Disk disk, ListedDatabases databases) {
        this.scanner = scanner;
        this.catalog = catalog;
        this.disk = disk;
        this.databases = databases;
    }

    /// Those that are listed.
    ListedDatabases databases() {
        return databases;
    }

    /// From the next walk on, these are listed and no others.
    void list(ListedDatabases others) {
        databases = others;
    }

    @Override
    public Discovered discover() {
        var look = new Look();
        databases.forEach(look::at);
        look.register();
        listed = look.found;
        catalog.forEach(row -> leaveAlone(row, look.found));
        Discovered below = scanner.discover();
        look.refused.addAll(below.refused());
        look.doubts.putAll(below.doubts());
        return new Discovered(catalog.size(), look.refused, look.doubts());
    }

    private void leaveAlone(DatabaseRow row, BitSet found) {
        if (!found.get(row.id().value()) && row.state() != DatabaseState.MISSING) {
            catalog.mark(row.id(), DatabaseState.MISSING, NOT_LISTED);
        }
    }

    @Override
    public void sweep(Consumer<DatabaseId> changed) {
        scanner.sweep(only(changed));
    }

    @Override
    public Optional<Change> look(DatabaseId database) {
        return listed.get(database.value()) ? scanner.look(database) : Optional.empty();
    }

    @Override
    public void watch(Changes changes) throws InterruptedException {
        scanner.watch(new Changes() {
            @Override
            public void changed(DatabaseId database) {
                only(changes::changed).accept(database);
            }

            @Override
            public void missed(String why) {
                changes.missed(why);
            }
        });
    }

    @Override
    public boolean isTold() {
        return scanner.isTold();
    }

    private Consumer<DatabaseId> only(Consumer<DatabaseId> changed) {
        return database -> {
            if (listed.get(database.value())) {
                changed.accept(database);
            }
        };
    }

    /// One look at all that is listed. For one thread, once.
    private final class Look {

        private final Discovery discovery = new Discovery(disk);
        private final List<Registration> registrations = new ArrayList<>();
        private final BitSet found = new BitSet();
        private final List<String> refused = new ArrayList<>();
        private final Map<Path, String> doubts = new HashMap<>();
        private int absent;

        /// One of them, or none.
        private final List<Path> firstAbsent = new ArrayList<>(1);

        void at(Listed database) {
            Path path = Path.of(database.path());
            Optional<DatabaseId> known = catalog.find(path);
            if (known.isPresent()) {
                known(known.get(), database);
            } else {
                examine(path, database);
            }
        }

        private void known(DatabaseId id, Listed database) {
            found.set(id.value());
            DatabaseRow row = catalog.row(id);
            if (!row.replica().equals(database.key())) {
                doubts.put(
                        row.path(),
                        "keeps its replica '" + row.replica() + "', although '" + database.key()
                                + "' is configured now. To begin anew there, start with another state directory");
            }
        }

        private void examine(Path path, Listed database) {
            try {
                Path real = disk.realPath(path);
                Optional<FileStatus> status = disk.status(real);
                if (status.isEmpty()) {
                    isAbsent(path);
                } else if (status.get().kind() == FileStatus.Kind.DIRECTORY) {
                    refused.add(path + " cannot be replicated: it is a directory, write 'dir' and 'pattern' for it");
                } else {
                    discovery.find(
                            Root.of(real), each -> catalog.find(each).isPresent(), finding -> take(finding, database));
                }
            } catch (NoSuchFileException gone) {
                isAbsent(path);
            } catch (IOException unreadable) {
                refused.add(path + " cannot be replicated: " + Reason.of(unreadable));
            }
        }

        private void take(Finding finding, Listed database) {
            switch (finding) {
                case Finding.Known(var path) -> catalog.find(path).ifPresent(id -> known(id, database));
                case Finding.Database(var path, var _) -> isNew(path, database);
                case Finding.Waiting(var path, var _, var _) -> isNew(path, database);
                case Finding.Encrypted(var path, var _) -> isNew(path, database);
                case Finding.NotADatabase(var path, var reason, var _) ->
                    refused.add(path + " cannot be replicated: not a database: " + reason);
                case Finding.Unreadable(var path, var reason) -> refused.add(path + " cannot be read: " + reason);
                case Finding.RootUnavailable(var path, var reason) ->
                    refused.add(path + " cannot be replicated: " + reason);
                case Finding.RemoteRoot(var path, var fileSystem) ->
                    doubts.put(
                            path,
                            "lies on " + fileSystem + ", where time stamps cannot be relied on: a change may be noticed"
                                    + " late, and it is replicated only while it has a log (WAL mode)");
                case Finding.Entered _, Finding.Listed _ -> {}
            }
        }

        private void isNew(Path path, Listed database) {
            registrations.add(new Registration(path, database.key()));
            if (registrations.size() == BATCH) {
                register();
            }
        }

        void register() {
            List<Registered> registered = registrations.isEmpty() ? List.of() : catalog.register(registrations);
            for (int i = 0; i < registered.size(); i++) {
                switch (registered.get(i)) {
                    case Registered.As(var id) -> found.set(id.value());
                    case Registered.ReplicaTaken(var owner) ->
                        refused.add(registrations.get(i).path() + " would share its replica with "
                                + catalog.row(owner).path()
                                + ", which had it first: give it another one, or start with another state directory");
                }
            }
            registrations.clear();
        }

        /// Those that are absent are waited for, and said once together.
        Map<Path, String> doubts() {
            int others = absent - 1;
            firstAbsent.forEach(first -> doubts.put(
                    first,
                    "is not there yet" + (others == 0 ? "" : ", nor are " + others + " others that are listed")
                            + "; a replica begins with its database"));
            return doubts;
        }

        private void isAbsent(Path path) {
            if (absent == 0) {
                firstAbsent.add(path);
            }
            absent++;
        }
    }
}
