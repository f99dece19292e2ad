package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flotilla.disk.Disk;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Reason;
import io.flotilla.disk.Settling;
import io.flotilla.disk.SourceFile;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Tells a database from other files by its first 100 bytes (SQLite file format, section 1.3).
record HeaderCheck(Disk disk) {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);
    private static final int HEADER = 100;

    /// What a file is; absent where it vanished meanwhile, or where its status has not changed since
    /// `examinedBefore`.
    Optional<Finding> examine(Path path, ObjectKey replica, Instant examinedBefore) {
        try {
            // Before it is read: what is written later makes it young.
            Optional<FileStatus> status = disk.status(path);
            if (status.isEmpty()) {
                return Optional.empty();
            }
            Instant changed = Settling.instant(status.get().changedNanos());
            if (changed.isBefore(examinedBefore)) {
                return Optional.empty();
            }
            if (status.get().kind() == FileStatus.Kind.FILE && status.get().size() == 0) {
                return Optional.of(new Finding.Waiting(path, replica, changed));
            }
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            long size;
            try (SourceFile file = disk.open(path)) {
                file.read(header, 0);
                size = file.size();
            }
            return Optional.of(finding(path, replica, new Start(header, size, changed)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Finding.Unreadable(path, Reason.of(e)));
        }
    }

    private record Start(ByteBuffer header, long size, Instant changed) {}

    private Finding finding(Path path, ObjectKey replica, Start start) throws IOException {
        ByteBuffer header = start.header;
        if (header.position() == 0) {
            return new Finding.Waiting(path, replica, start.changed);
        }
        if (header.hasRemaining()) {
            return new Finding.NotADatabase(
                    path,
                    header.position() + " bytes are too short for a database's header of " + HEADER,
                    start.changed);
        }
        if (header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return new Finding.Database(path, replica);
        }
        byte[] bytes = new byte[HEADER];
        header.get(0, bytes);
        return new EncryptionCheck(disk).looksEncrypted(path, bytes, start.size)
                ? new Finding.Encrypted(path, replica)
                : new Finding.NotADatabase(path, "no SQLite header", start.changed);
    }
}
