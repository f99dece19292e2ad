package io.flotilla.simulation;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SplittableRandom;

/// The pages of a whole database at one moment. Immutable, as long as nobody writes into a page.
@SuppressWarnings("ArrayRecordComponent")
record Image(byte[][] pages) {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int ROLLBACK = 1;
    private static final int WAL = 2;
    private static final int SQLITE_VERSION = 3050004;

    static Image ofBytes(byte[] bytes, int pageSize) {
        byte[][] pages = new byte[bytes.length / pageSize][];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = Arrays.copyOfRange(bytes, i * pageSize, (i + 1) * pageSize);
        }
        return new Image(pages);
    }

    int count() {
        return pages.length;
    }

    byte[] page(int number) {
        return pages[number - 1];
    }

    byte[] bytes() {
        byte[] bytes = new byte[pages.length * pages[0].length];
        for (int i = 0; i < pages.length; i++) {
            System.arraycopy(pages[i], 0, bytes, i * pages[i].length, pages[i].length);
        }
        return bytes;
    }

    long hash() {
        return hash(bytes());
    }

    static long hash(byte[] bytes) {
        return Hashing.xxh3_64().hashBytesToLong(bytes);
    }

    /// The image after a transaction.
    Image with(SortedMap<Integer, byte[]> changed, int count) {
        byte[][] next = Arrays.copyOf(pages, count);
        changed.forEach((page, content) -> next[page - 1] = content);
        return new Image(next);
    }

    boolean isWal() {
        return pages[0][19] == WAL;
    }

    int changeCounter() {
        return ByteBuffer.wrap(pages[0]).getInt(24);
    }

    /// A page of which nobody knows what it holds.
    static byte[] randomPage(int pageSize, SplittableRandom random) {
        byte[] page = new byte[pageSize];
        // A page that compresses is a quicker test: the engine treats all alike.
        ByteBuffer.wrap(page).putLong(random.nextLong()).putLong(pageSize - 8, random.nextLong());
        return page;
    }

    /// A first page with a header that fits.
    static byte[] firstPage(int pageSize, int pageCount, int counter, boolean wal, SplittableRandom random) {
        byte[] page = randomPage(pageSize, random);
        byte version = (byte) (wal ? WAL : ROLLBACK);
        ByteBuffer header = ByteBuffer.wrap(page);
        header.put(0, MAGIC).putShort(16, (short) (pageSize == 65536 ? 1 : pageSize));
        header.put(18, version).put(19, version).put(20, (byte) 0);
        header.put(21, (byte) 64).put(22, (byte) 32).put(23, (byte) 32);
        header.putInt(24, counter).putInt(28, pageCount);
        header.putLong(40, random.nextLong());
        header.putInt(92, counter).putInt(96, SQLITE_VERSION);
        return page;
    }

    /// A database of its own.
    static Image random(int pageSize, int pageCount, boolean wal, SplittableRandom random) {
        byte[][] pages = new byte[pageCount][];
        pages[0] = firstPage(pageSize, pageCount, 1 + random.nextInt(1000), wal, random);
        for (int i = 1; i < pageCount; i++) {
            pages[i] = randomPage(pageSize, random);
        }
        return new Image(pages);
    }

    /// How many pages a database file has by its header, where that is valid, or by its size; 0 for no database.
    static int countByHeader(byte[] file, int pageSize) {
        if (file.length < 100 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return 0;
        }
        ByteBuffer header = ByteBuffer.wrap(file);
        boolean valid = header.getInt(28) > 0 && header.getInt(24) == header.getInt(92);
        return valid ? header.getInt(28) : file.length / pageSize;
    }
}
