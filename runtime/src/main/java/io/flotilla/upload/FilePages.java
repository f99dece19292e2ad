package io.flotilla.upload;

import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.PageHashes;
import io.flotilla.ltx.LockPage;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The pages of one LTX file, by their numbers and hashes: twelve bytes a page.
@SuppressWarnings("ArrayRecordComponent") // large, never compared
record FilePages(LtxHeader header, int[] numbers, long[] hashes) {

    private static final int FIRST_CAPACITY = 64;

    /// Reads a file from its first byte to its last, verifies all of it, and closes the stream.
    ///
    /// @throws io.flotilla.ltx.LtxException where it is damaged
    static FilePages read(InputStream file, PageHasher hasher) throws IOException {
        try (LtxReader reader = LtxReader.open(file)) {
            byte[] page = new byte[reader.header().pageSize()];
            int[] numbers = new int[FIRST_CAPACITY];
            long[] hashes = new long[FIRST_CAPACITY];
            int count = 0;
            while (reader.next()) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                    hashes = Arrays.copyOf(hashes, 2 * count);
                }
                reader.page().get(page);
                numbers[count] = reader.pageNumber();
                hashes[count++] = hasher.hash(page, 0, page.length);
            }
            return new FilePages(reader.header(), Arrays.copyOf(numbers, count), Arrays.copyOf(hashes, count));
        }
    }

    /// Whether these are all pages of the database; the lock page never travels.
    boolean areAll() {
        int lockPage = LockPage.number(header.pageSize());
        return numbers.length == header.commit() - (lockPage <= header.commit() ? 1 : 0);
    }

    /// What the file does to the hashes of the state before it.
    HashChange update() {
        return new HashChange.Update(numbers, hashes, header.commit());
    }

    /// The hashes of the whole database, where these are all its pages.
    HashChange replacement() {
        long[] all = new long[header.commit()];
        for (int i = 0; i < numbers.length; i++) {
            all[numbers[i] - 1] = hashes[i];
        }
        return new HashChange.Replace(PageHashes.of(all));
    }
}
