package io.flotilla.wal;

import java.nio.ByteBuffer;

/// The header of a rollback journal (SQLite file format, section 3).
public final class RollbackJournal {

    /// How much of the file is needed.
    public static final int BYTES = 8;

    private static final long MAGIC = 0xd9d505f920a163d7L;

    private RollbackJournal() {}

    /// Whether the bytes begin a journal that a reader would have to roll back. SQLite ends a transaction by
    /// removing, truncating or zeroing it.
    public static boolean isValid(ByteBuffer bytes) {
        return bytes.remaining() >= BYTES && bytes.getLong(bytes.position()) == MAGIC;
    }
}
