package io.flotilla.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bytes of a write-ahead log (SQLite file format, section 4), written and read without the engine's help.
///
/// A checksum is one long here: the first number in the upper half.
final class Log {

    static final int HEADER = 32;
    static final int FRAME_HEADER = 24;

    private static final int MAGIC = 0x377f0682;
    private static final int VERSION = 3007000;

    private Log() {}

    /// The salts of a generation.
    record Salts(int first, int second) {}

    static int offset(int frame, int pageSize) {
        return HEADER + (frame - 1) * (pageSize + FRAME_HEADER);
    }

    static byte[] header(int pageSize, int sequence, Salts salts) {
        byte[] header = new byte[HEADER];
        ByteBuffer.wrap(header)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(pageSize)
                .putInt(sequence)
                .putInt(salts.first())
                .putInt(salts.second())
                .putLong(checksum(0, header, 24));
        return header;
    }

    /// The checksum that stands in a header.
    static long headerChecksum(byte[] header) {
        return ByteBuffer.wrap(header).getLong(24);
    }

    /// The header of a frame without salts and checksum, as SQLite writes it when it will write it again.
    static byte[] unfinished(int page, int commit) {
        byte[] header = new byte[FRAME_HEADER];
        ByteBuffer.wrap(header).putInt(page).putInt(commit);
        return header;
    }

    static byte[] frameHeader(int page, int commit, Salts salts, long checksum) {
        byte[] header = unfinished(page, commit);
        ByteBuffer.wrap(header)
                .putInt(8, salts.first())
                .putInt(12, salts.second())
                .putLong(16, checksum);
        return header;
    }

    /// The checksum of a frame whose predecessor has the first one.
    static long next(long checksum, int page, int commit, byte[] content) {
        return checksum(checksum(checksum, unfinished(page, commit), 8), content, content.length);
    }

    private static long checksum(long start, byte[] bytes, int length) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int s0 = (int) (start >>> 32);
        int s1 = (int) start;
        for (int i = 0; i < length; i += 8) {
            s0 += words.getInt(i) + s1;
            s1 += words.getInt(i + 4) + s0;
        }
        return ((long) s0 << 32) | Integer.toUnsignedLong(s1);
    }

    /// The checksum of a header of a wal-index, in the byte order of this machine.
    static long indexChecksum(byte[] bytes, int length) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int s0 = 0;
        int s1 = 0;
        for (int i = 0; i < length; i += 8) {
            s0 += words.getInt(i) + s1;
            s1 += words.getInt(i + 4) + s0;
        }
        return ((long) s0 << 32) | Integer.toUnsignedLong(s1);
    }

    /// What recovery finds in a log: its generation, and the frames up to the last commit.
    ///
    /// @param pages the page of each frame, the first frame at 0
    record Chain(Salts salts, int sequence, int pageSize, List<Integer> pages, int pageCount, long checksum) {

        int frames() {
            return pages.size();
        }
    }

    /// The chain as SQLite's recovery walks it; absent where the log counts as empty.
    static Optional<Chain> recover(ModelFile log, int pageSize) {
        byte[] header = log.bytes(0, HEADER);
        ByteBuffer fields = ByteBuffer.wrap(header);
        if (log.size() < HEADER || fields.getInt(0) != MAGIC || fields.getInt(8) != pageSize) {
            return Optional.empty();
        }
        if (checksum(0, header, 24) != fields.getLong(24)) {
            return Optional.empty();
        }
        Salts salts = new Salts(fields.getInt(16), fields.getInt(20));
        List<Integer> pages = new ArrayList<>();
        long running = fields.getLong(24);
        long committed = running;
        int frames = 0;
        int pageCount = 0;
        for (int frame = 1; offset(frame + 1, pageSize) <= log.size(); frame++) {
            ByteBuffer head = ByteBuffer.wrap(log.bytes(offset(frame, pageSize), FRAME_HEADER));
            int page = head.getInt(0);
            int commit = head.getInt(4);
            running = next(running, page, commit, page(log, frame, pageSize));
            boolean ours = head.getInt(8) == salts.first() && head.getInt(12) == salts.second();
            if (page == 0 || !ours || running != head.getLong(16)) {
                break;
            }
            pages.add(page);
            if (commit != 0) {
                frames = frame;
                pageCount = commit;
                committed = running;
            }
        }
        return Optional.of(new Chain(
                salts, fields.getInt(12), pageSize, List.copyOf(pages.subList(0, frames)), pageCount, committed));
    }

    static int pageNumber(ModelFile log, int frame, int pageSize) {
        return ByteBuffer.wrap(log.bytes(offset(frame, pageSize), 4)).getInt();
    }

    static byte[] page(ModelFile log, int frame, int pageSize) {
        return log.bytes(offset(frame, pageSize) + FRAME_HEADER, pageSize);
    }
}
