package io.flotilla.service.verification;

import io.flotilla.disk.PathBytes;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/// Compares restored databases with their sources below a directory, page by page, where these hold still.
///
/// A source is read as a plain file, without SQLite and without a lock. So one with a log or a journal, and
/// one that was written after the newest file of its replica, is not compared: it may rightly be another.
public record SourceComparison(Path directory) {

    /// How a source compares.
    public enum Likeness {
        SAME("same as its source"),
        NOT_THERE("no source"),
        WRITTEN("source is newer or has a log, not compared"),
        DIFFERENT("differs from its source");

        private final String text;

        Likeness(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    Likeness compare(ObjectKey replica, Path copy, Restored restored) throws IOException {
        Path source = source(replica);
        if (!Files.isRegularFile(source)) {
            return Likeness.NOT_THERE;
        }
        if (isBusy(source, restored.moment())) {
            return Likeness.WRITTEN;
        }
        boolean same = same(source, copy, restored.pageSize());
        if (!same && isBusy(source, restored.moment())) {
            return Likeness.WRITTEN;
        }
        return same ? Likeness.SAME : Likeness.DIFFERENT;
    }

    private Path source(ObjectKey replica) {
        if (replica.isRoot()) {
            return directory;
        }
        var path = new ByteArrayOutputStream();
        path.writeBytes(PathBytes.of(directory.toAbsolutePath()));
        path.write('/');
        path.writeBytes(replica.bytes());
        return PathBytes.toPath(path.toByteArray());
    }

    private static boolean isBusy(Path source, Instant moment) throws IOException {
        return Files.getLastModifiedTime(source).toInstant().isAfter(moment)
                || isFilled(source, "-wal")
                || isFilled(source, "-journal");
    }

    private static boolean isFilled(Path source, String suffix) throws IOException {
        Path sidecar = Path.of(URI.create(source.toUri() + suffix));
        return Files.exists(sidecar) && Files.size(sidecar) > 0;
    }

    /// The lock page is nobody's.
    private static boolean same(Path source, Path copy, int pageSize) throws IOException {
        if (Files.size(source) != Files.size(copy)) {
            return false;
        }
        int lockPage = 0x40000000 / pageSize + 1;
        try (InputStream left = Files.newInputStream(source);
                InputStream right = Files.newInputStream(copy)) {
            byte[] page = left.readNBytes(pageSize);
            for (int number = 1; page.length > 0; number++) {
                byte[] other = right.readNBytes(pageSize);
                if (!Arrays.equals(page, other) && number != lockPage) {
                    return false;
                }
                page = left.readNBytes(pageSize);
            }
            return true;
        }
    }
}
