package io.flotilla.discovery;

import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Reason;
import java.io.IOException;
import java.nio.file.Path;
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

    /// Walks a root and hands over what it finds, one by one, in the order of the names. Files of which
    /// `known` says yes are reported unopened.
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

    private void single(Path file, Naming naming, Predicate<Path> known, Consumer<Finding> findings) {
        if (known.test(file)) {
            findings.accept(new Finding.Known(file));
            return;
        }
        new HeaderCheck(disk)
                .examine(file, naming.key(new byte[0]))
                .map(Discovery::ofTheRoot)
                .ifPresent(findings);
    }

    /// Below a directory there may be other files; this one was named.
    private static Finding ofTheRoot(Finding finding) {
        return switch (finding) {
            case Finding.NotADatabase(var path, var reason) ->
                new Finding.RootUnavailable(path, "not a database: " + reason);
            case Finding.Unreadable(var path, var reason) -> new Finding.RootUnavailable(path, reason);
            case Finding.Known _,
                    Finding.Database _,
                    Finding.Waiting _,
                    Finding.Encrypted _,
                    Finding.RemoteRoot _,
                    Finding.RootUnavailable _ -> finding;
        };
    }
}
