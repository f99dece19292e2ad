package io.flotilla.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// The ledger of one database, outside of it: every state that it was in, in order, written by whoever made the
/// state and still held the [Turnstile]. For one writer at a time; read by any.
final class StateLog implements AutoCloseable {

    private static final int HEAD_BYTES = 2 * Integer.BYTES;
    private static final int FIXED_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final FileChannel file;

    private StateLog(FileChannel file) {
        this.file = file;
    }

    static StateLog open(Path path) throws IOException {
        return new StateLog(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// A state, and the time within which it came about: no earlier than `began`, complete at `ended`.
    record Entry(State state, Instant began, Instant ended) {}

    void append(Entry entry) throws IOException {
        long[] pages = entry.state().pages();
        int length = FIXED_BYTES + pages.length * Long.BYTES;
        ByteBuffer record = ByteBuffer.allocate(HEAD_BYTES + length);
        record.position(HEAD_BYTES);
        record.putLong(nanos(entry.began())).putLong(nanos(entry.ended()));
        record.putInt(entry.state().pageSize()).putInt(pages.length);
        for (long page : pages) {
            record.putLong(page);
        }
        record.putInt(0, length).putInt(Integer.BYTES, checksum(record.array(), length));
        record.flip();
        long at = file.size();
        while (record.hasRemaining()) {
            at += file.write(record, at);
        }
    }

    /// Removes what a killed writer left unfinished. The new end is behind the last whole entry.
    void repair() throws IOException {
        file.truncate(end(0, new ArrayList<>()));
    }

    /// Adds the whole entries from an offset on to a list.
    ///
    /// @return the offset behind the last of them
    long read(long from, List<Entry> into) throws IOException {
        return end(from, into);
    }

    private long end(long from, List<Entry> into) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size() - from));
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
            // Reads on.
        }
        bytes.flip();
        int at = 0;
        while (bytes.limit() - at >= HEAD_BYTES) {
            int length = bytes.getInt(at);
            boolean isWhole = length >= FIXED_BYTES && bytes.limit() - at - HEAD_BYTES >= length;
            if (!isWhole || checksum(bytes.array(), at + HEAD_BYTES, length) != bytes.getInt(at + Integer.BYTES)) {
                break;
            }
            into.add(entry(bytes.slice(at + HEAD_BYTES, length)));
            at += HEAD_BYTES + length;
        }
        return from + at;
    }

    private static Entry entry(ByteBuffer bytes) {
        Instant began = instant(bytes.getLong());
        Instant ended = instant(bytes.getLong());
        int pageSize = bytes.getInt();
        long[] pages = new long[bytes.getInt()];
        bytes.asLongBuffer().get(pages);
        return new Entry(new State(pageSize, pages), began, ended);
    }

    private static int checksum(byte[] record, int length) {
        return checksum(record, HEAD_BYTES, length);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        var crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
