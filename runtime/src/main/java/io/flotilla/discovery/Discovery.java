package io.flotilla.discovery;

import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Finds databases below roots.
///
/// Keeps the current path and what was reached through symbolic links, and no descriptor. Safe for use by
/// several threads.
public final class Discovery {

    private final Disk disk;

    public Discovery(Disk disk) {
        this.disk = disk;
    }

    /// Walks a root and hands over what it finds, one by one: each directory before it is listed, then its
    /// own files in the order of their names, then what is below it. Files of which `known` says yes are
    /// reported unopened, directories are passed over.
    ///
    /// A file is reported once, by its real path. Symbolic links are followed, also out of the root; a
    /// directory is walked through links at most once, so a loop ends. The key of `ROOT/a/b.db` is made from
    /// `a/b.db`, also where a link led there; that of a file outside the root from the first name by which it
    /// was reached; that of a root that is one file from an empty path.
    public void find(Root root, Predicate<Path> known, Consumer<Finding> findings) {
        try {
            Path real = disk.realPath(root.directory());
            Optional<FileStatus> status = disk.status(real);
            disk.remoteFileSystem(real)
                    .map(kind -> new Finding.RemoteRoot(real, kind))
                    .ifPresent(findings);
            switch (status.map(FileStatus::kind).orElse(FileStatus.Kind.OTHER)) {
                case DIRECTORY -> new Walk(disk, real, root, known, findings).walk();
                case FILE -> single(real, Naming.of(root, real), known, findings);
                case OTHER -> findings.accept(new Finding.RootUnavailable(real, "neither a directory nor a file"));
            }
        } catch (IOException e) {
            findings.accept(new Finding.RootUnavailable(root.directory(), Reason.of(e)));
        }
    }

    /// The keys that the databases below a root are given; absent where it cannot be read.
    public Optional<RootKeys> keys(Root root) {
        try {
            return Optional.of(new RootKeys(root, disk.realPath(root.directory())));
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    /// Lists one directory again, in which names came or went, and walks those in it that are not known.
    ///
    /// @param examinedBefore files that have not changed since then were examined then
    public void again(Place place, Predicate<Path> known, Instant examinedBefore, Consumer<Finding> findings) {
        walk(place, known, findings, walk -> walk.again(place.real, place.named, examinedBefore));
    }

    /// Looks at one entry of a directory, as if that had been listed.
    public void entry(Place place, Path entry, Predicate<Path> known, Consumer<Finding> findings) {
        walk(place, known, findings, walk -> walk.entry(place.real, place.named, entry));
    }

    /// A directory that was walked.
    ///
    /// @param named the name that led to it
    public record Place(Root root, Path real, Path named) {}

    private void walk(Place place, Predicate<Path> known, Consumer<Finding> findings, Consumer<Walk> step) {
        Path root;
        try {
            root = disk.realPath(place.root.directory());
        } catch (IOException unavailable) {
            // Nothing below it can be listed either: the next walk says why.
            return;
        }
        if (place.named.startsWith(root)) {
            step.accept(new Walk(disk, root, place.root, known, findings));
        }
    }

    private void single(Path file, Naming naming, Predicate<Path> known, Consumer<Finding> findings) {
        if (known.test(file)) {
            findings.accept(new Finding.Known(file));
            return;
        }
        new HeaderCheck(disk)
                .examine(file, naming.key(new byte[0]), Instant.MIN)
                .map(Discovery::ofTheRoot)
                .ifPresent(findings);
    }

    /// Below a directory there may be other files; this one was named.
    private static Finding ofTheRoot(Finding finding) {
        return switch (finding) {
            case Finding.NotADatabase(var path, var reason, var changed) ->
                new Finding.RootUnavailable(path, "not a database: " + reason);
            case Finding.Unreadable(var path, var reason) -> new Finding.RootUnavailable(path, reason);
            case Finding.Known _,
                    Finding.Database _,
                    Finding.Waiting _,
                    Finding.Encrypted _,
                    Finding.Entered _,
                    Finding.Listed _,
                    Finding.RemoteRoot _,
                    Finding.RootUnavailable _ -> finding;
        };
    }
}
