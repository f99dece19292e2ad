package io.flotilla.ltx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/// The first 100 bytes of an LTX file.
///
/// @param flags 0, or [#FLAG_NO_CHECKSUM]
/// @param pageSize bytes, a power of two from 512 to 65536
/// @param commit size of the database in pages once the file is applied
/// @param range the transactions that the file covers
/// @param timestamp in whole milliseconds; what is finer is cut off
/// @param preApplyChecksum checksum of the database before; 0 where it is not tracked, and in a snapshot
/// @param wal where in the write-ahead log the pages were found
/// @param nodeId the writer's own mark; Litestream writes 0 and accepts any
public record LtxHeader(
        int flags,
        int pageSize,
        int commit,
        TxIdRange range,
        Instant timestamp,
        long preApplyChecksum,
        WalSpan wal,
        long nodeId) {

    public static final int BYTES = 100;

    /// The file carries no checksums of the database, only that of itself. What Litestream always writes.
    public static final int FLAG_NO_CHECKSUM = 2;

    private static final int MAGIC = 0x4c545831;
    private static final int FLAG_COMPRESSED_V1 = 1;
    private static final int RESERVED_BYTES = 20;
    private static final int MIN_PAGE_SIZE = 512;
    private static final int MAX_PAGE_SIZE = 65536;

    /// @throws IllegalArgumentException when a field breaks the format, or the commit is above 2147483647 pages
    public LtxHeader {
        checkFlags(flags);
        checkPageSize(pageSize);
        if (commit < 0) {
            throw new IllegalArgumentException(
                    "commit of " + Integer.toUnsignedString(commit) + " pages; at most " + Integer.MAX_VALUE + " work");
        }
        boolean mayHavePreApply = range.min().value() > 1 && flags == 0;
        if (mayHavePreApply && preApplyChecksum >= 0) {
            throw new IllegalArgumentException("pre-apply checksum lacks bit 63, but checksums are on");
        }
        if (!mayHavePreApply && preApplyChecksum != 0) {
            throw new IllegalArgumentException(
                    "pre-apply checksum in a file that starts at TXID 1 or has checksums switched off");
        }
        timestamp = wholeMilliseconds(timestamp);
    }

    /// The header of a file as we write it: no checksums of the database, no WAL span, node id 0.
    public static LtxHeader of(int pageSize, int commit, TxIdRange range, Instant timestamp) {
        return new LtxHeader(FLAG_NO_CHECKSUM, pageSize, commit, range, timestamp, 0, WalSpan.NONE, 0);
    }

    public LtxHeader withWal(WalSpan span) {
        return new LtxHeader(flags, pageSize, commit, range, timestamp, preApplyChecksum, span, nodeId);
    }

    public LtxHeader withRange(TxIdRange other) {
        return new LtxHeader(flags, pageSize, commit, other, timestamp, preApplyChecksum, wal, nodeId);
    }

    public LtxHeader withNodeId(long id) {
        return new LtxHeader(flags, pageSize, commit, range, timestamp, preApplyChecksum, wal, id);
    }

    /// Reads 100 bytes at the buffer's position, whatever its byte order, and moves the position behind them.
    /// The reserved bytes are not looked at.
    ///
    /// @throws LtxException when they are no LTX header
    public static LtxHeader read(ByteBuffer from) throws LtxException {
        if (from.remaining() < BYTES) {
            throw new LtxException("file ends inside the header", from.remaining());
        }
        ByteBuffer bytes = from.slice(from.position(), BYTES).order(ByteOrder.BIG_ENDIAN);
        from.position(from.position() + BYTES);
        if (bytes.getInt() != MAGIC) {
            throw new LtxException("no LTX file, it does not begin with \"LTX1\"", 0);
        }
        try {
            return fields(bytes);
        } catch (IllegalArgumentException broken) {
            throw new LtxException("bad header: " + broken.getMessage(), 0);
        }
    }

    private static LtxHeader fields(ByteBuffer bytes) {
        int flags = bytes.getInt();
        checkFlags(flags);
        return new LtxHeader(
                flags,
                bytes.getInt(),
                bytes.getInt(),
                new TxIdRange(new TxId(bytes.getLong()), new TxId(bytes.getLong())),
                Instant.ofEpochMilli(bytes.getLong()),
                bytes.getLong(),
                new WalSpan(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt()),
                bytes.getLong());
    }

    /// Writes 100 bytes at the buffer's position, whatever its byte order, and moves the position behind them.
    public void write(ByteBuffer to) {
        ByteBuffer bytes = to.slice(to.position(), BYTES).order(ByteOrder.BIG_ENDIAN);
        bytes.putInt(MAGIC).putInt(flags).putInt(pageSize).putInt(commit);
        bytes.putLong(range.min().value()).putLong(range.max().value()).putLong(timestamp.toEpochMilli());
        bytes.putLong(preApplyChecksum).putLong(wal.offset()).putLong(wal.size());
        bytes.putInt(wal.salt1()).putInt(wal.salt2()).putLong(nodeId);
        bytes.put(new byte[RESERVED_BYTES]);
        to.position(to.position() + BYTES);
    }

    /// Whether the file starts at TXID 1, and so has to hold every page of the database, at whatever level it lies.
    public boolean isSnapshot() {
        return range.min().equals(TxId.FIRST);
    }

    /// Whether the file carries checksums of the database.
    boolean hasChecksums() {
        return flags != FLAG_NO_CHECKSUM;
    }

    private static void checkFlags(int flags) {
        if (flags == FLAG_COMPRESSED_V1) {
            throw new IllegalArgumentException("flags 1: LTX v1 (LiteFS, betas of Litestream) is not supported");
        }
        if ((flags & ~FLAG_NO_CHECKSUM) != 0) {
            throw new IllegalArgumentException("unknown flags 0x" + Integer.toHexString(flags));
        }
    }

    private static void checkPageSize(int pageSize) {
        if (Integer.bitCount(pageSize) != 1 || pageSize < MIN_PAGE_SIZE || pageSize > MAX_PAGE_SIZE) {
            throw new IllegalArgumentException(
                    "page size " + Integer.toUnsignedString(pageSize) + " is no power of two from 512 to 65536");
        }
    }

    private static Instant wholeMilliseconds(Instant timestamp) {
        try {
            return Instant.ofEpochMilli(timestamp.toEpochMilli());
        } catch (ArithmeticException outOfRange) {
            throw new IllegalArgumentException("timestamp does not fit 64 bits of milliseconds: " + timestamp);
        }
    }
}
