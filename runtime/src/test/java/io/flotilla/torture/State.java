package io.flotilla.torture;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// What a database was at one moment, page by page: two checksums of each page, 64 bits together.
@SuppressWarnings("ArrayRecordComponent") // compared by content
record State(int pageSize, long[] pages) {

    private static final int PAGE_SIZE_AT = 16;
    private static final int LARGEST_PAGE = 65536;

    /// The state of a database with these bytes; of none, where there are none.
    static State of(byte[] database) {
        if (database.length == 0) {
            return new State(0, new long[0]);
        }
        int stored = ByteBuffer.wrap(database).getShort(PAGE_SIZE_AT) & 0xffff;
        int pageSize = stored == 1 ? LARGEST_PAGE : stored;
        long[] pages = new long[Math.ceilDiv(database.length, pageSize)];
        for (int i = 0; i < pages.length; i++) {
            int at = i * pageSize;
            pages[i] = checksum(database, at, Math.min(pageSize, database.length - at));
        }
        return new State(pageSize, pages);
    }

    private static long checksum(byte[] bytes, int offset, int length) {
        var first = new CRC32();
        var second = new CRC32C();
        first.update(bytes, offset, length);
        second.update(bytes, offset, length);
        return first.getValue() << Integer.SIZE | second.getValue();
    }

    /// The numbers of the pages that differ from another state's, and where the sizes differ, those too.
    String differences(State other) {
        if (pageSize != other.pageSize) {
            return "page size " + pageSize + " and " + other.pageSize;
        }
        var text = new StringBuilder();
        int both = Math.min(pages.length, other.pages.length);
        for (int i = 0; i < both; i++) {
            if (pages[i] != other.pages[i]) {
                text.append(i + 1).append(' ');
            }
        }
        return "pages " + text
                + (pages.length == other.pages.length ? "" : "size " + pages.length + " and " + other.pages.length);
    }

    /// How many pages differ.
    int distance(State other) {
        if (pageSize != other.pageSize) {
            return Integer.MAX_VALUE;
        }
        int distance = Math.abs(pages.length - other.pages.length);
        for (int i = 0; i < Math.min(pages.length, other.pages.length); i++) {
            distance += pages[i] == other.pages[i] ? 0 : 1;
        }
        return distance;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof State other && pageSize == other.pageSize && Arrays.equals(pages, other.pages);
    }

    @Override
    public int hashCode() {
        return 31 * pageSize + Arrays.hashCode(pages);
    }
}
