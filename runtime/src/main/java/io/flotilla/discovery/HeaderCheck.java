package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flotilla.disk.Disk;
import io.flotilla.disk.Reason;
import io.flotilla.disk.SourceFile;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Tells a database from other files by its first 100 bytes (SQLite file format, section 1.3).
record HeaderCheck(Disk disk) {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);
    private static final int HEADER = 100;

    /// What a file is; absent where it vanished meanwhile.
    Optional<Finding> examine(Path path, ObjectKey replica) {
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            long size;
            try (SourceFile file = disk.open(path)) {
                file.read(header, 0);
                size = file.size();
            }
            return Optional.of(finding(path, replica, header, size));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Finding.Unreadable(path, Reason.of(e)));
        }
    }

    private Finding finding(Path path, ObjectKey replica, ByteBuffer header, long size) throws IOException {
        if (header.position() == 0) {
            return new Finding.Waiting(path, replica);
        }
        if (header.hasRemaining()) {
            return new Finding.NotADatabase(
                    path, header.position() + " bytes are too short for a database's header of " + HEADER);
        }
        if (header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return new Finding.Database(path, replica);
        }
        byte[] start = new byte[HEADER];
        header.get(0, start);
        return new EncryptionCheck(disk).looksEncrypted(path, start, size)
                ? new Finding.Encrypted(path, replica)
                : new Finding.NotADatabase(path, "no SQLite header");
    }
}
