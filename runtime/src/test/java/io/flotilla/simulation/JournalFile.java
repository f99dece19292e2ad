package io.flotilla.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The bytes of a rollback journal (SQLite file format, section 3), with sectors of 512 bytes.
final class JournalFile {

    static final int HEADER = 512;
    static final int MAGIC_BYTES = 12;

    private static final long MAGIC = 0xd9d505f920a163d7L;

    private JournalFile() {}

    /// The header before the first sync: it says neither what it is nor how many pages follow.
    static byte[] unfinished(int nonce, int pageCount, int pageSize) {
        byte[] header = new byte[HEADER];
        ByteBuffer.wrap(header)
                .putInt(12, nonce)
                .putInt(16, pageCount)
                .putInt(20, HEADER)
                .putInt(24, pageSize);
        return header;
    }

    /// What makes a header valid.
    static byte[] magic(int records) {
        byte[] start = new byte[MAGIC_BYTES];
        ByteBuffer.wrap(start).putLong(MAGIC).putInt(records);
        return start;
    }

    static byte[] record(int page, byte[] content, int nonce) {
        byte[] record = new byte[content.length + 8];
        ByteBuffer.wrap(record).putInt(page).put(content).putInt(sum(content, nonce));
        return record;
    }

    private static int sum(byte[] content, int nonce) {
        int sum = nonce;
        for (int i = content.length - 200; i > 0; i -= 200) {
            sum += Byte.toUnsignedInt(content[i]);
        }
        return sum;
    }

    static boolean isValid(ModelFile journal) {
        return journal.size() >= HEADER && ByteBuffer.wrap(journal.bytes(0, 8)).getLong() == MAGIC;
    }

    /// The database file as it is after the journal was played back into it.
    static byte[] playBack(ModelFile journal, byte[] database) {
        ByteBuffer header = ByteBuffer.wrap(journal.bytes(0, HEADER));
        int records = header.getInt(8);
        int pageSize = header.getInt(24);
        byte[] result = Arrays.copyOf(database, header.getInt(16) * pageSize);
        for (int i = 0; i < records; i++) {
            ByteBuffer record = ByteBuffer.wrap(journal.bytes(HEADER + i * (pageSize + 8), pageSize + 8));
            int page = record.getInt();
            byte[] content = new byte[pageSize];
            record.get(content);
            if (record.getInt() != sum(content, header.getInt(12))) {
                break;
            }
            System.arraycopy(content, 0, result, (page - 1) * pageSize, pageSize);
        }
        return result;
    }
}
