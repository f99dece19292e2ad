package io.flotilla.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The header of a database file (SQLite file format, section 1.3).
///
/// `sizeInPages` is what the header says, which counts only where [#sizeIsValid()].
public record DatabaseHeader(
        int pageSize, int writeVersion, int readVersion, int changeCounter, int sizeInPages, int versionValidFor) {

    /// The length of the header in bytes.
    public static final int BYTES = 100;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int WAL_VERSION = 2;

    /// Reads a header from the buffer's position on; absent where it is not the header of a SQLite database.
    public static Optional<DatabaseHeader> parse(ByteBuffer bytes) {
        if (bytes.remaining() < BYTES) {
            return Optional.empty();
        }
        int start = bytes.position();
        byte[] magic = new byte[MAGIC.length];
        bytes.get(start, magic);
        int stored = Short.toUnsignedInt(bytes.getShort(start + 16));
        int pageSize = stored == 1 ? PageSize.LARGEST : stored;
        if (!Arrays.equals(magic, MAGIC) || !PageSize.isValid(pageSize)) {
            return Optional.empty();
        }
        return Optional.of(new DatabaseHeader(
                pageSize,
                Byte.toUnsignedInt(bytes.get(start + 18)),
                Byte.toUnsignedInt(bytes.get(start + 19)),
                bytes.getInt(start + 24),
                bytes.getInt(start + 28),
                bytes.getInt(start + 92)));
    }

    /// Whether the database is in WAL mode.
    public boolean isWal() {
        return readVersion == WAL_VERSION;
    }

    /// Whether a version of SQLite that we know can read it. A higher version is a format of which nothing can
    /// be said (wal2, for example).
    public boolean isSupported() {
        return readVersion >= 1 && readVersion <= WAL_VERSION && writeVersion <= WAL_VERSION;
    }

    /// Whether the size in the header can be trusted: not zero, and written by whoever wrote last.
    public boolean sizeIsValid() {
        return sizeInPages != 0 && changeCounter == versionValidFor;
    }
}
