package io.flotilla.wal;

import io.flotilla.disk.SourceFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Walks the chain of frames of one generation of a log (SQLite file format, section 4.4).
///
/// A frame belongs to the chain when its salts are the header's and its cumulative checksum is right. What the
/// chain holds up to its last commit is not torn, however the reads interleave with writers; whether it was
/// committed is for the caller to know (the wal-index, the locks). Nothing is kept beyond the last commit:
/// SQLite may rewrite frames of an open transaction. Cost: one read per 256 KiB, no allocation per frame. For
/// one thread.
public final class WalWalk {

    private static final int CHUNK_BYTES = 256 * 1024;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final SourceFile log;
    private final WalHeader header;
    private final long limit;

    /// A walk of the whole chain.
    public WalWalk(SourceFile log, WalHeader header) {
        this(log, header, Long.MAX_VALUE);
    }

    /// @param limit the offset behind the last frame to look at
    public WalWalk(SourceFile log, WalHeader header, long limit) {
        this.log = log;
        this.header = header;
        this.limit = limit;
    }

    /// Why the walk ended.
    public enum Stop {
        /// At the limit.
        LIMIT,
        /// The file ends before the next whole frame.
        END_OF_FILE,
        /// A whole frame is there, with other salts or page number 0.
        OTHER_SALTS,
        /// A whole frame is there whose checksum does not continue the chain.
        BROKEN_CHAIN
    }

    /// Where a walk ended: behind the last commit, how many commits it met, why it went no further, and the offset
    /// of the frame that it did not take.
    public record End(WalPoint point, int commits, Stop stop, long stopOffset) {}

    /// Walks from a place behind a commit on.
    ///
    /// @throws UnsupportedWalException where a sound frame has numbers above 2^31 - 1
    public End walk(WalPoint from, FrameVisitor visitor) throws IOException {
        int frameBytes = header.frameBytes();
        byte[] chunk = new byte[framesPerRead(from) * frameBytes];
        WalPoint end = from;
        WalChecksum checksum = from.checksum();
        int commits = 0;
        long offset = from.offset();
        while (true) {
            int available = log.read(ByteBuffer.wrap(chunk), offset);
            for (int at = 0; at + frameBytes <= available; at += frameBytes) {
                if (offset + frameBytes > limit) {
                    return new End(end, commits, Stop.LIMIT, offset);
                }
                if (!hasOurSalts(chunk, at)) {
                    return new End(end, commits, Stop.OTHER_SALTS, offset);
                }
                checksum = next(checksum, chunk, at);
                if (!checksum.equals(storedChecksum(chunk, at))) {
                    return new End(end, commits, Stop.BROKEN_CHAIN, offset);
                }
                offset += frameBytes;
                int page = pagesAt(chunk, at);
                int pageCount = pagesAt(chunk, at + 4);
                visitor.frame(page, chunk, at + WalHeader.FRAME_HEADER_BYTES);
                if (pageCount != 0) {
                    commits++;
                    end = new WalPoint(offset, checksum);
                    visitor.commit(pageCount, end);
                }
            }
            if (available < frameBytes) {
                return new End(end, commits, offset >= limit ? Stop.LIMIT : Stop.END_OF_FILE, offset);
            }
        }
    }

    /// Whether the whole chain from the header to this place is there.
    public boolean reaches(WalPoint point) throws IOException {
        return new WalWalk(log, header, point.offset())
                .walk(header.start(), FrameVisitor.NONE)
                .point()
                .equals(point);
    }

    /// Whether a frame with the salts of this generation begins at an offset.
    public boolean hasFrameAt(long offset) throws IOException {
        byte[] frameHeader = new byte[WalHeader.FRAME_HEADER_BYTES];
        return log.read(ByteBuffer.wrap(frameHeader), offset) == frameHeader.length && hasOurSalts(frameHeader, 0);
    }

    /// Whether the frame that ends at this place is still there: same salts, and the checksum that the place
    /// carries.
    public boolean endsIntact(WalPoint point) throws IOException {
        if (point.offset() == WalHeader.BYTES) {
            return point.checksum().equals(header.checksum());
        }
        byte[] frameHeader = new byte[WalHeader.FRAME_HEADER_BYTES];
        int count = log.read(ByteBuffer.wrap(frameHeader), point.offset() - header.frameBytes());
        return count == frameHeader.length
                && hasOurSalts(frameHeader, 0)
                && point.checksum().equals(storedChecksum(frameHeader, 0));
    }

    /// Whether the chain goes on behind this place, limit or not, to another commit.
    public boolean hasCommitBehind(WalPoint point) throws IOException {
        return new WalWalk(log, header).walk(point, FrameVisitor.NONE).commits() > 0;
    }

    private int framesPerRead(WalPoint from) throws IOException {
        long wanted = Math.min(limit, log.size()) - from.offset();
        return Math.toIntExact(Math.max(1, Math.min(CHUNK_BYTES, wanted) / header.frameBytes()));
    }

    private boolean hasOurSalts(byte[] bytes, int at) {
        return intAt(bytes, at) != 0
                && intAt(bytes, at + 8) == header.salts().first()
                && intAt(bytes, at + 12) == header.salts().second();
    }

    private WalChecksum next(WalChecksum before, byte[] chunk, int at) {
        return before.update(chunk, at, 8, header.checksumOrder())
                .update(chunk, at + WalHeader.FRAME_HEADER_BYTES, header.pageSize(), header.checksumOrder());
    }

    private static WalChecksum storedChecksum(byte[] bytes, int at) {
        return new WalChecksum(intAt(bytes, at + 16), intAt(bytes, at + 20));
    }

    private static int pagesAt(byte[] bytes, int at) throws UnsupportedWalException {
        int pages = intAt(bytes, at);
        if (pages < 0) {
            throw new UnsupportedWalException("more than " + Integer.MAX_VALUE + " pages");
        }
        return pages;
    }

    private static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }
}
