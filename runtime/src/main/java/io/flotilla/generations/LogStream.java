package io.flotilla.generations;

import io.flotilla.wal.WalChecksum;
import io.flotilla.wal.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A log of SQLite as it comes, from its first byte on: one pass, one frame in memory (SQLite file format,
/// section 4).
///
/// The chain ends at the first frame that does not belong to it, as it does for SQLite. For use by one
/// thread, once.
final class LogStream {

    private final InputStream in;

    LogStream(InputStream in) {
        this.in = in;
    }

    /// Meets one frame of the chain.
    private interface Frames {
        void frame(int page, int pagesAfterCommit, ByteBuffer content) throws IOException;
    }

    /// How many frames there are up to the last commit. Reads what comes behind them as well, so that a gap
    /// shows.
    long committed() throws IOException {
        long[] frames = {0, 0};
        walk(Long.MAX_VALUE, (page, commit, content) -> {
            frames[0]++;
            frames[1] = commit == 0 ? frames[1] : frames[0];
        });
        in.transferTo(OutputStream.nullOutputStream());
        return frames[1];
    }

    /// Writes so many frames into a database, and gives it the size after the last one.
    void copy(long frames, GenerationReplica.Image image) throws IOException {
        walk(frames, (page, commit, content) -> {
            int pageSize = content.remaining();
            image.write(content, (page - 1L) * pageSize);
            if (commit != 0) {
                image.resize((long) commit * pageSize);
            }
        });
    }

    private void walk(long limit, Frames frames) throws IOException {
        Optional<WalHeader> parsed = WalHeader.parse(ByteBuffer.wrap(in.readNBytes(WalHeader.BYTES)));
        if (parsed.isEmpty()) {
            return;
        }
        WalHeader header = parsed.get();
        WalChecksum checksum = header.checksum();
        for (long frame = 0; frame < limit; frame++) {
            byte[] bytes = in.readNBytes(header.frameBytes());
            if (bytes.length < header.frameBytes()) {
                return;
            }
            ByteBuffer fields = ByteBuffer.wrap(bytes);
            checksum = checksum.update(bytes, 0, 8, header.checksumOrder())
                    .update(bytes, WalHeader.FRAME_HEADER_BYTES, header.pageSize(), header.checksumOrder());
            boolean belongs = fields.getInt(8) == header.salts().first()
                    && fields.getInt(12) == header.salts().second()
                    && checksum.equals(new WalChecksum(fields.getInt(16), fields.getInt(20)));
            if (!belongs) {
                return;
            }
            frames.frame(
                    fields.getInt(0),
                    fields.getInt(4),
                    ByteBuffer.wrap(bytes, WalHeader.FRAME_HEADER_BYTES, header.pageSize()));
        }
    }
}
