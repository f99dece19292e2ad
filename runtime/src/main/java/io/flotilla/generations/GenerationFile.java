package io.flotilla.generations;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One object of Litestream v0.3's layout, by its name below the replica:
/// `generations/GENERATION/snapshots/INDEX.snapshot.lz4` or `generations/GENERATION/wal/INDEX_OFFSET.wal.lz4`.
///
/// @param index of the log that a snapshot comes before, or that a segment belongs to
/// @param offset of a segment in its log, in bytes; -1 for a snapshot
record GenerationFile(ObjectKey key, String generation, long index, long offset, Instant time) {

    /// The folder below a replica.
    static final String FOLDER = "generations";

    /// An offset has more than eight digits behind 4 GiB.
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})/(?:snapshots/([0-9a-f]{8})\\.snapshot\\.lz4"
            + "|wal/([0-9a-f]{8})_([0-9a-f]{8,15})\\.wal\\.lz4)");

    boolean isSnapshot() {
        return offset < 0;
    }

    /// What a listed object is; empty where it is something else.
    static Optional<GenerationFile> of(ObjectKey folder, ListedObject object) {
        byte[] key = object.key().bytes();
        int start = folder.bytes().length + 1;
        Matcher name = NAME.matcher(new String(key, start, key.length - start, ISO_8859_1));
        if (!name.matches()) {
            return Optional.empty();
        }
        boolean snapshot = name.group(2) != null;
        return Optional.of(new GenerationFile(
                object.key(),
                name.group(1),
                Long.parseLong(snapshot ? name.group(2) : name.group(3), 16),
                snapshot ? -1 : Long.parseLong(name.group(4), 16),
                object.timestamp()));
    }
}
