package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.Disk;
import io.flotilla.disk.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// Whether a database can be replaced without taking it from under somebody, or with it what only SQLite
/// can bring to its end.
///
/// Takes no lock. A connection in rollback mode that does nothing holds no lock either, and is not seen.
record DatabaseUse(Disk disk) {

    private static final int LOG_HEADER_BYTES = 32;
    private static final int JOURNAL_MAGIC_BYTES = 8;

    /// Why its pages are not all of it; empty where they are.
    Optional<String> unfinished(Path database) throws IOException {
        Path log = sidecar(database, "-wal");
        if (size(log) > LOG_HEADER_BYTES) {
            return Optional.of("'" + database + "' is in use, or its application was killed: its -wal has frames."
                    + " Stop the application, or open and close the database once");
        }
        if (isFilled(sidecar(database, "-journal"))) {
            return Optional.of("'" + database + "' is in use, or its application was killed: its -journal is not rolled"
                    + " back. Stop the application, or open and close the database once");
        }
        return Optional.empty();
    }

    /// Why it cannot be replaced; empty where it can.
    Optional<String> obstacle(Path database) throws IOException {
        Optional<String> unfinished = unfinished(database);
        boolean isLocked = Files.exists(database) && disk.locks(database) != DatabaseLocks.NONE;
        return unfinished.isPresent() || !isLocked
                ? unfinished
                : Optional.of("'" + database + "' is in use: a process holds a lock on it. Stop the application");
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }

    /// A journal that was rolled back, and kept, begins with zero bytes.
    private static boolean isFilled(Path journal) throws IOException {
        if (size(journal) == 0) {
            return false;
        }
        try (InputStream in = Files.newInputStream(journal)) {
            for (byte each : in.readNBytes(JOURNAL_MAGIC_BYTES)) {
                if (each != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Path sidecar(Path database, String suffix) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(PathBytes.of(database));
        bytes.writeBytes(suffix.getBytes(US_ASCII));
        return PathBytes.toPath(bytes.toByteArray());
    }
}
