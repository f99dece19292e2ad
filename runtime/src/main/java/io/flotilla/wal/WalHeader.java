package io.flotilla.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// The header of a log (SQLite file format, section 4.1). Its salts and checksum name one generation of the
/// log.
public record WalHeader(ByteOrder checksumOrder, int pageSize, int sequence, Salts salts, WalChecksum checksum) {

    /// The length of the header in bytes: the offset of the first frame.
    public static final int BYTES = 32;

    /// The length of a frame's header in bytes.
    public static final int FRAME_HEADER_BYTES = 24;

    private static final int MAGIC_LITTLE = 0x377f0682;
    private static final int MAGIC_BIG = 0x377f0683;
    private static final int VERSION = 3007000;

    /// Reads a header from the buffer's position on; absent where SQLite would treat the log as empty.
    ///
    /// @throws UnsupportedWalException where the header is sound, but of another version
    public static Optional<WalHeader> parse(ByteBuffer bytes) throws UnsupportedWalException {
        if (bytes.remaining() < BYTES) {
            return Optional.empty();
        }
        byte[] raw = new byte[BYTES];
        bytes.get(bytes.position(), raw);
        ByteBuffer header = ByteBuffer.wrap(raw);
        int magic = header.getInt(0);
        int pageSize = header.getInt(8);
        if ((magic != MAGIC_LITTLE && magic != MAGIC_BIG) || !PageSize.isValid(pageSize)) {
            return Optional.empty();
        }
        ByteOrder order = magic == MAGIC_BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        WalChecksum checksum = WalChecksum.START.update(raw, 0, 24, order);
        if (!checksum.equals(new WalChecksum(header.getInt(24), header.getInt(28)))) {
            return Optional.empty();
        }
        if (header.getInt(4) != VERSION) {
            throw new UnsupportedWalException("log format " + header.getInt(4) + " is not known");
        }
        Salts salts = new Salts(header.getInt(16), header.getInt(20));
        return Optional.of(new WalHeader(order, pageSize, header.getInt(12), salts, checksum));
    }

    /// The header of another generation of the same log, as far as its frames need it. Where it began is not known.
    public WalHeader ofGeneration(Salts other) {
        return new WalHeader(checksumOrder, pageSize, sequence, other, checksum);
    }

    /// The place before the first frame.
    public WalPoint start() {
        return new WalPoint(BYTES, checksum);
    }

    /// The length of a frame in bytes.
    public int frameBytes() {
        return pageSize + FRAME_HEADER_BYTES;
    }

    /// The offset behind this many frames.
    public long offsetAfter(long frames) {
        return BYTES + frames * frameBytes();
    }
}
