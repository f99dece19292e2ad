package io.flotilla.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// The header of a wal-index, the `-shm` file (SQLite "WAL-mode File Format", section 2.1), in the byte order
/// of the host but for the salts.
///
/// `maxFrame` is the last committed frame and `frameChecksum` its checksum, which stays when the log is about to
/// start over and `maxFrame` is 0 already; `change` counts commits, `backfilled` and `backfillAttempted` say how
/// many frames a checkpoint copied, or began to copy, into the database.
public record WalIndexHeader(
        int change,
        int pageSize,
        long maxFrame,
        int pageCount,
        WalChecksum frameChecksum,
        Salts salts,
        long backfilled,
        long backfillAttempted) {

    /// How much of the file is needed.
    public static final int BYTES = 136;

    private static final int COPY_BYTES = 48;
    private static final int CHECKED_BYTES = 40;
    private static final int VERSION = 3007000;

    /// Reads a header from the buffer's position on; absent where it is torn, not initialised or not sound.
    /// Writers store the second copy first, so equal copies with a right checksum were written as a whole.
    public static Optional<WalIndexHeader> parse(ByteBuffer bytes) {
        if (bytes.remaining() < BYTES) {
            return Optional.empty();
        }
        byte[] raw = new byte[BYTES];
        bytes.get(bytes.position(), raw);
        ByteBuffer header = ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder());
        boolean equalCopies = Arrays.equals(raw, 0, COPY_BYTES, raw, COPY_BYTES, 2 * COPY_BYTES);
        WalChecksum checksum = WalChecksum.START.update(raw, 0, CHECKED_BYTES, ByteOrder.nativeOrder());
        boolean initialised = raw[12] != 0;
        if (!equalCopies
                || !initialised
                || header.getInt(0) != VERSION
                || !checksum.equals(new WalChecksum(header.getInt(40), header.getInt(44)))) {
            return Optional.empty();
        }
        return Optional.of(read(header));
    }

    private static WalIndexHeader read(ByteBuffer header) {
        int stored = Short.toUnsignedInt(header.getShort(14));
        ByteBuffer salts = header.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new WalIndexHeader(
                header.getInt(8),
                stored == 1 ? PageSize.LARGEST : stored,
                Integer.toUnsignedLong(header.getInt(16)),
                header.getInt(20),
                new WalChecksum(header.getInt(24), header.getInt(28)),
                new Salts(salts.getInt(32), salts.getInt(36)),
                Integer.toUnsignedLong(header.getInt(96)),
                Integer.toUnsignedLong(header.getInt(128)));
    }
}
