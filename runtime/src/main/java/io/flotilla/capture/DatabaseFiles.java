package io.flotilla.capture;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.HeldLock;
import io.flotilla.disk.PathBytes;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.RollbackJournal;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalIndexHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A database file and what lies beside it: `-wal`, `-shm`, `-journal`. Each is opened by its path at each
/// look, since SQLite removes and re-creates them.
final class DatabaseFiles {

    /// A torn read of the wal-index means that a commit is just being made; the next read is whole.
    private static final int WAL_INDEX_READS = 5;

    private final Disk disk;
    private final Path database;

    DatabaseFiles(Disk disk, Path database) {
        this.disk = disk;
        this.database = database;
    }

    Optional<FileStatus> status() throws IOException {
        return disk.status(database);
    }

    /// Whether the path ends in a symbolic link. SQLite puts the log beside the file that a link leads to.
    boolean isLink() throws IOException {
        Path directory = database.toAbsolutePath().getParent();
        return directory != null
                && !disk.realPath(database).equals(disk.realPath(directory).resolve(database.getFileName()));
    }

    SourceFile openDatabase() throws IOException {
        return disk.open(database);
    }

    /// Whether the next change shows in the time stamps, however soon it comes.
    boolean hasFineStamps(FileStatus file) {
        return disk.hasFineStamps(file);
    }

    /// The kind of the file system, where its time stamps prove nothing.
    Optional<String> remoteFileSystem() throws IOException {
        return disk.remoteFileSystem(database);
    }

    Optional<HeldLock> lockShared() throws IOException {
        return disk.lockShared(database);
    }

    /// What can be seen of the database without opening it.
    Fingerprint fingerprint() throws IOException {
        FileStatus status = status().orElseThrow(() -> new NoSuchFileException(database.toString()));
        return Fingerprint.of(
                status,
                disk.status(PathBytes.withSuffix(database, "-wal")),
                disk.status(PathBytes.withSuffix(database, "-journal")));
    }

    DatabaseLocks locks() throws IOException {
        return disk.locks(database);
    }

    /// Whether a process has the wal-index mapped; absent where there is no `-shm`.
    Optional<Boolean> isIndexMapped() throws IOException {
        if (!isThere(PathBytes.withSuffix(database, "-shm"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(disk.isIndexMapped(database));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /// The log; absent where there is none.
    Optional<SourceFile> openLog() throws IOException {
        return open("-wal");
    }

    /// Whether there is a log, empty or not.
    boolean hasLog() throws IOException {
        return disk.status(PathBytes.withSuffix(database, "-wal")).isPresent();
    }

    /// The header of the log as it is now; absent where SQLite would treat the log as empty, or there is none.
    Optional<WalHeader> readLogHeader() throws IOException {
        Optional<SourceFile> log = openLog();
        if (log.isEmpty()) {
            return Optional.empty();
        }
        try (SourceFile file = log.get()) {
            return readLogHeader(file);
        }
    }

    static Optional<WalHeader> readLogHeader(SourceFile log) throws IOException {
        return WalHeader.parse(readStart(log, WalHeader.BYTES));
    }

    /// The header of the wal-index; absent where there is none, or none that is sound.
    Optional<WalIndexHeader> readWalIndex() throws IOException {
        Optional<SourceFile> opened = open("-shm");
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (SourceFile file = opened.get()) {
            Optional<WalIndexHeader> header = Optional.empty();
            for (int i = 0; i < WAL_INDEX_READS && header.isEmpty(); i++) {
                header = WalIndexHeader.parse(readStart(file, WalIndexHeader.BYTES));
            }
            return header;
        }
    }

    /// Whether a rollback journal is there that a reader would have to roll back.
    boolean hasValidJournal() throws IOException {
        Optional<SourceFile> journal = open("-journal");
        if (journal.isEmpty()) {
            return false;
        }
        try (SourceFile file = journal.get()) {
            return RollbackJournal.isValid(readStart(file, RollbackJournal.BYTES));
        }
    }

    /// Opens what lies beside the database. What is no file is not even opened: opening a pipe waits for its writer.
    private Optional<SourceFile> open(String suffix) throws IOException {
        Path path = PathBytes.withSuffix(database, suffix);
        if (!isThere(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(disk.open(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /// Whether a file is there. Something else than a file is not even opened: a pipe waits for its writer.
    private boolean isThere(Path path) throws IOException {
        Optional<FileStatus> status = disk.status(path);
        if (status.isPresent() && status.get().kind() != FileStatus.Kind.FILE) {
            throw new NoSidecarException(path);
        }
        return status.isPresent();
    }

    static ByteBuffer readStart(SourceFile file, int bytes) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(bytes);
        file.read(start, 0);
        return start.flip();
    }
}
