package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The users' disk, read only. The one way in which the engine reads a user's file, so that it can run on a
/// modelled disk as well. Safe for use by several threads.
///
/// Names of files are bytes: a `Path` keeps them as they are, its `toString()` need not.
public interface Disk {

    /// The status of a file, symbolic links followed; absent where there is none (or a link that leads
    /// nowhere). One system call.
    ///
    /// @throws java.nio.file.AccessDeniedException where a directory on the way may not be searched
    Optional<FileStatus> status(Path path) throws IOException;

    /// Opens a file for reading. The caller closes it.
    ///
    /// @throws java.nio.file.NoSuchFileException where there is none
    /// @throws java.nio.file.AccessDeniedException where it may not be read
    SourceFile open(Path path) throws IOException;

    /// The entries of a directory, in the order of their names' bytes, without `.` and `..`. They are read at
    /// once; each is made when it is asked for.
    ///
    /// @throws java.nio.file.NoSuchFileException where there is none
    /// @throws java.nio.file.NotDirectoryException where it is something else
    List<DirectoryEntry> list(Path directory) throws IOException;

    /// Who a file belongs to and what it permits, symbolic links followed; absent where there is none, or
    /// where this disk does not say.
    default Optional<FileOwner> owner(Path path) throws IOException {
        return Optional.empty();
    }

    /// The path without symbolic links, `.` and `..`.
    ///
    /// @throws java.nio.file.NoSuchFileException where there is none
    Path realPath(Path path) throws IOException;

    /// Asks the kernel which of SQLite's locks other processes hold on a database file. Takes no lock itself.
    DatabaseLocks locks(Path database) throws IOException;

    /// Whether a process has the wal-index of a database mapped: SQLite holds a lock on a byte of the `-shm`
    /// file as long as it does. Where none has, what the file says is of an earlier time. Takes no lock
    /// itself.
    ///
    /// @throws java.nio.file.NoSuchFileException where there is no `-shm`
    boolean isIndexMapped(Path database) throws IOException;

    /// The kind of file system of a path, where its time stamps are those of another machine or of a program
    /// and prove nothing here (NFS, SMB, FUSE and their like); absent on a local one.
    Optional<String> remoteFileSystem(Path path) throws IOException;

    /// Whether a change to a file that comes after its status was asked for shows in its time stamps, however short
    /// after. Elsewhere it may leave those of a change within the same tick of the kernel's clock.
    default boolean hasFineStamps(FileStatus file) {
        return false;
    }

    /// Takes the shared lock of a reader on a database in rollback mode, without waiting; absent where a
    /// writer is in the way. While it is held nobody can write to the database, so it is held briefly. The
    /// caller closes it. The locks of this process's own connections stay as they are.
    ///
    /// @throws java.nio.file.NoSuchFileException where there is no such file
    /// @throws java.nio.file.AccessDeniedException where it may not be read
    Optional<HeldLock> lockShared(Path database) throws IOException;

    /// Begins to tell what happens in directories. The caller closes the watcher.
    ///
    /// @throws WatchLimitException where no more are allowed
    /// @throws IOException where this disk does not tell
    default DirectoryWatcher watcher() throws IOException {
        throw new IOException("this disk does not tell what happens on it");
    }

    /// Identifies the boot of the machine: what was in the page cache before another boot may be gone.
    String bootId();
}
