package io.flotilla.discovery;

import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.time.Instant;

/// Something that was found below a root. The path is the real one, without symbolic links.
public sealed interface Finding {

    Path path();

    /// A file of which the caller said that it knows it; it was not opened.
    record Known(Path path) implements Finding {}

    /// A database, and the key below which its replica lies.
    record Database(Path path, ObjectKey replica) implements Finding {}

    /// An empty file: SQLite writes a new database with its first table.
    ///
    /// @param changed when it was changed last
    record Waiting(Path path, ObjectKey replica, Instant changed) implements Finding {}

    /// A file that looks like an encrypted database. It is kept in view, since its owner takes it for one.
    record Encrypted(Path path, ObjectKey replica) implements Finding {}

    /// Another file, and when it was changed last: one that is young may become a database.
    record NotADatabase(Path path, String reason, Instant changed) implements Finding {}

    /// A directory that is going to be listed.
    ///
    /// @param named the name that led to it; the same path until a symbolic link is followed
    record Entered(Path path, Path named) implements Finding {}

    /// A directory whose own files were all reported. Those below it follow.
    ///
    /// @param hasLinks whether symbolic links are among its entries: what they lead to comes and goes
    /// elsewhere
    /// @param sidecars the logs and journals among its entries
    record Listed(Path path, boolean hasLinks, Sidecars sidecars) implements Finding {}

    /// A file or directory that cannot be read; what is below it is unknown.
    record Unreadable(Path path, String reason) implements Finding {}

    /// The root lies on a file system whose time stamps prove nothing; what is below it is found all the
    /// same.
    record RemoteRoot(Path path, String fileSystem) implements Finding {}

    /// The root itself is missing, cannot be read, or is a file and no database: nothing is known of its
    /// databases, least of all that they are gone.
    record RootUnavailable(Path path, String reason) implements Finding {}
}
