package io.flotilla.service.cli;

import io.flotilla.catalog.CatalogException;
import io.flotilla.catalog.CatalogReader;
import io.flotilla.fleet.Attempts;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// Whether a new database at a path would be replicated, and would then go on with the history of another
/// one that had its name.
///
/// @param store at the target
record NewcomerCheck(TargetUrl target, LtxStore store) {

    /// A directory below which databases are replicated.
    ///
    /// @param target as a catalog has it
    record Root(Path directory, String target) {}

    /// The directories below which this user's replicators find their databases, as far as their catalogs
    /// show: the path of a database without its key.
    static List<Root> known(StateHome home) throws IOException {
        Set<Root> roots = new LinkedHashSet<>();
        for (Path state : home.findAll()) {
            roots.addAll(known(state));
        }
        return List.copyOf(roots);
    }

    /// A catalog that cannot be read says nothing.
    private static Set<Root> known(Path state) {
        try {
            return CatalogReader.open(state).map(NewcomerCheck::read).orElseGet(Set::of);
        } catch (CatalogException unreadable) {
            return Set.of();
        }
    }

    private static Set<Root> read(CatalogReader opened) {
        Set<Root> roots = new LinkedHashSet<>();
        try (opened) {
            String to = opened.readTarget();
            opened.readRows(row -> root(row.path(), row.replica()).ifPresent(found -> roots.add(new Root(found, to))));
        }
        return roots;
    }

    private static Optional<Path> root(Path database, ObjectKey replica) {
        Path key = Path.of(replica.toString());
        return database.endsWith(key) && database.getNameCount() > key.getNameCount()
                ? Optional.of(Objects.requireNonNull(database.getRoot(), "paths in a catalog are absolute")
                        .resolve(database.subpath(0, database.getNameCount() - key.getNameCount())))
                : Optional.empty();
    }

    /// What whoever makes the database should know, a sentence for each root that it would lie below.
    ///
    /// @param roots the directory of a root without a target belongs to this one
    /// @throws CommandFailure where the target holds a replica that the database would go on with
    List<String> warnings(Path database, List<Root> roots) throws IOException {
        Path path = real(database);
        List<String> warnings = new ArrayList<>();
        for (Root root : roots) {
            Path directory = real(root.directory());
            if (!path.startsWith(directory) || path.equals(directory)) {
                continue;
            }
            ObjectKey key = ObjectKey.of(directory.relativize(path).toString());
            if (root.target().equals(target.toString())) {
                checkUnused(database, key);
            }
            warnings.add("'" + database + "' lies below '" + root.directory() + "', which is replicated to "
                    + root.target() + ": there it becomes a database of its own, with the replica " + key
                    + ", which begins anew");
        }
        return List.copyOf(new LinkedHashSet<>(warnings));
    }

    private void checkUnused(Path database, ObjectKey key) throws IOException {
        boolean isUsed = !Attempts.some(new SplittableRandom())
                .run(() -> store.list(key))
                .isEmpty();
        if (isUsed) {
            throw new CommandFailure(
                    "'" + database + "' would go on with the history of another database: " + target + " has a replica "
                            + key + " already",
                    "another name; or 'flotilla forget' where nobody needs that replica");
        }
    }

    /// Without symbolic links, as far as it is there.
    static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            return absolute;
        }
        try {
            return Files.exists(absolute)
                    ? absolute.toRealPath()
                    : parent.toRealPath().resolve(name);
        } catch (IOException missing) {
            return absolute;
        }
    }
}
