package io.flotilla.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The header of a wal-index (SQLite "WAL-mode File Format", section 2.1): what its connections take for committed.
///
/// @param change counts commits
/// @param checksum of the last committed frame, or of the log's header
record IndexHeader(int change, int maxFrame, int pageCount, long checksum, Log.Salts salts) {

    static final int COPY_BYTES = 48;

    static final IndexHeader NONE = new IndexHeader(0, 0, 0, 0, new Log.Salts(0, 0));

    IndexHeader startedOver(int salt2) {
        return new IndexHeader(change, 0, pageCount, checksum, new Log.Salts(salts.first() + 1, salt2));
    }

    IndexHeader committed(int frames, int pages, long frameChecksum, Log.Salts generation) {
        return new IndexHeader(change + 1, frames, pages, frameChecksum, generation);
    }

    /// One of the two equal copies.
    byte[] bytes(int pageSize) {
        byte[] bytes = new byte[COPY_BYTES];
        ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        fields.putInt(0, 3007000).putInt(8, change).put(12, (byte) 1);
        fields.putShort(14, (short) (pageSize == 65536 ? 1 : pageSize));
        fields.putInt(16, maxFrame).putInt(20, pageCount);
        fields.putInt(24, (int) (checksum >>> 32)).putInt(28, (int) checksum);
        ByteBuffer.wrap(bytes).putInt(32, salts.first()).putInt(36, salts.second());
        long sum = Log.indexChecksum(bytes, 40);
        fields.putInt(40, (int) (sum >>> 32)).putInt(44, (int) sum);
        return bytes;
    }
}
