package io.flotilla.wal;

import io.flotilla.disk.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Logs for tests, written byte by byte from the description of the format.
public final class WalFiles {

    private WalFiles() {}

    /// A file in memory, which begins at an offset: nothing can be read before it.
    public record Bytes(byte[] content, long start) implements SourceFile {

        public Bytes(byte[] content) {
            this(content, 0);
        }

        @Override
        public long size() {
            return start + content.length;
        }

        @Override
        public int read(ByteBuffer into, long offset) {
            int from = Math.toIntExact(Math.clamp(offset - start, 0, content.length));
            int count = Math.min(into.remaining(), content.length - from);
            into.put(content, from, count);
            return count;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    /// 32 bytes.
    public static byte[] header(ByteOrder order, int pageSize, Salts salts) {
        ByteBuffer header = ByteBuffer.allocate(WalHeader.BYTES)
                .putInt(order == ByteOrder.BIG_ENDIAN ? 0x377f0683 : 0x377f0682)
                .putInt(3007000)
                .putInt(pageSize)
                .putInt(0)
                .putInt(salts.first())
                .putInt(salts.second());
        WalChecksum checksum = WalChecksum.START.update(header.array(), 0, 24, order);
        return header.putInt(checksum.first()).putInt(checksum.second()).array();
    }

    public static WalHeader parsed(byte[] header) {
        try {
            return WalHeader.parse(ByteBuffer.wrap(header)).orElseThrow();
        } catch (UnsupportedWalException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// One frame that continues the chain. A commit of 0 is none.
    public static byte[] frame(WalHeader log, WalChecksum before, int page, int commit, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(log.frameBytes())
                .putInt(page)
                .putInt(commit)
                .putInt(log.salts().first())
                .putInt(log.salts().second());
        WalChecksum checksum = before.update(frame.array(), 0, 8, log.checksumOrder())
                .update(content, 0, content.length, log.checksumOrder());
        return frame.putInt(checksum.first())
                .putInt(checksum.second())
                .put(content)
                .array();
    }

    public static WalChecksum checksum(byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        return new WalChecksum(header.getInt(16), header.getInt(20));
    }

    /// A log of frames of pages 1, 2, ..., with these commits.
    public static byte[] log(byte[] header, int... commits) {
        WalHeader log = parsed(header);
        var out = new ByteArrayOutputStream();
        out.writeBytes(header);
        WalChecksum checksum = log.checksum();
        for (int i = 0; i < commits.length; i++) {
            byte[] content = new byte[log.pageSize()];
            Arrays.fill(content, (byte) (i + 1));
            byte[] frame = frame(log, checksum, i + 1, commits[i], content);
            checksum = checksum(frame);
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }

    /// Adds a frame behind the last commit of a real log: what a writer leaves that is killed after its last write
    /// and before it has changed the wal-index.
    public static void appendCommit(Path log, int page, int commit, byte fill) throws IOException {
        try (var channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var source = new SourceFile() {
                @Override
                public long size() throws IOException {
                    return channel.size();
                }

                @Override
                public int read(ByteBuffer into, long offset) throws IOException {
                    return Math.max(0, channel.read(into, offset));
                }

                @Override
                public void close() {
                    // The channel is closed by its owner.
                }
            };
            ByteBuffer start = ByteBuffer.allocate(WalHeader.BYTES);
            source.read(start, 0);
            WalHeader header = parsed(start.array());
            WalPoint end = new WalWalk(source, header)
                    .walk(header.start(), FrameVisitor.NONE)
                    .point();
            byte[] content = new byte[header.pageSize()];
            Arrays.fill(content, fill);
            channel.write(ByteBuffer.wrap(frame(header, end.checksum(), page, commit, content)), end.offset());
        }
    }

    /// The header of a wal-index that knows so many frames, the last of which has this checksum.
    public static byte[] index(WalHeader log, int frames, int pages, WalChecksum last) {
        byte[] bytes = new byte[136];
        ByteBuffer index = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        boolean isBig = log.checksumOrder() == ByteOrder.BIG_ENDIAN;
        index.putInt(0, 3007000).putInt(8, frames).put(12, (byte) 1).put(13, (byte) (isBig ? 1 : 0));
        index.putShort(14, (short) (log.pageSize() == 65536 ? 1 : log.pageSize()));
        index.putInt(16, frames).putInt(20, pages).putInt(24, last.first()).putInt(28, last.second());
        ByteBuffer.wrap(bytes)
                .putInt(32, log.salts().first())
                .putInt(36, log.salts().second());
        WalChecksum checksum = WalChecksum.START.update(bytes, 0, 40, ByteOrder.nativeOrder());
        index.putInt(40, checksum.first()).putInt(44, checksum.second());
        System.arraycopy(bytes, 0, bytes, 48, 48);
        return bytes;
    }

    /// Changes a wal-index as SQLite does right before a log starts over: no frame, and the next salts.
    public static void startOver(byte[] walIndex) {
        ByteBuffer header = ByteBuffer.wrap(walIndex).order(ByteOrder.nativeOrder());
        header.putInt(16, 0);
        ByteBuffer salts = ByteBuffer.wrap(walIndex);
        salts.putInt(32, salts.getInt(32) + 1).putInt(36, 0x5eed5eed);
        WalChecksum checksum = WalChecksum.START.update(walIndex, 0, 40, ByteOrder.nativeOrder());
        header.putInt(40, checksum.first()).putInt(44, checksum.second());
        System.arraycopy(walIndex, 0, walIndex, 48, 48);
        header.putInt(96, 0).putInt(128, 0);
    }
}
