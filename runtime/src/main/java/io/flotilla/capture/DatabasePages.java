package io.flotilla.capture;

import io.flotilla.catalog.PageHasher;
import io.flotilla.disk.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The pages of a database file as one pass from its beginning to its end met them.
///
/// Eight bytes a page are kept, and the first [#RETAINED_BYTES] of the file. Beyond that a page is read a
/// second time and must have the hash of the pass. Cost of the pass: one read per 256 KiB. For one thread.
final class DatabasePages {

    /// How much of a database file is kept in memory.
    static final int RETAINED_BYTES = 2 * 1024 * 1024;

    private static final int CHUNK_BYTES = 256 * 1024;

    private final SourceFile file;
    private final PageHasher hasher;
    private final int pageSize;
    private final long[] hashes;
    private final byte[] retained;

    private DatabasePages(SourceFile file, PageHasher hasher, int pageSize, long fileBytes) {
        this.file = file;
        this.hasher = hasher;
        this.pageSize = pageSize;
        this.hashes = new long[Math.toIntExact(fileBytes / pageSize)];
        this.retained = new byte[(int) Math.min(RETAINED_BYTES, (long) hashes.length * pageSize)];
    }

    /// Reads the whole file, which the caller keeps open as long as pages are read.
    static DatabasePages readAll(SourceFile file, int pageSize, PageHasher hasher) throws IOException {
        var pages = new DatabasePages(file, hasher, pageSize, file.size());
        pages.pass();
        return pages;
    }

    private void pass() throws IOException {
        int chunkPages = Math.clamp(hashes.length, 1, CHUNK_BYTES / pageSize);
        byte[] chunk = new byte[chunkPages * pageSize];
        for (int first = 0; first < hashes.length; first += chunkPages) {
            int count = Math.min(chunkPages, hashes.length - first);
            int bytes = file.read(ByteBuffer.wrap(chunk, 0, count * pageSize), (long) first * pageSize);
            if (bytes < count * pageSize) {
                throw new MovedException("the database shrank while it was read");
            }
            for (int i = 0; i < count; i++) {
                hashes[first + i] = hasher.hash(chunk, i * pageSize, pageSize);
            }
            retain(chunk, (long) first * pageSize, bytes);
        }
    }

    private void retain(byte[] chunk, long offset, int bytes) {
        if (offset < retained.length) {
            System.arraycopy(chunk, 0, retained, (int) offset, Math.min(bytes, retained.length - (int) offset));
        }
    }

    int pageSize() {
        return pageSize;
    }

    /// The number of whole pages in the file.
    int count() {
        return hashes.length;
    }

    /// The hashes of the first pages; 0 for those that the file does not have.
    long[] hashes(int pageCount) {
        return Arrays.copyOf(hashes, pageCount);
    }

    void read(int page, byte[] into) throws IOException {
        long offset = (page - 1L) * pageSize;
        if (offset + pageSize <= retained.length) {
            System.arraycopy(retained, (int) offset, into, 0, pageSize);
            return;
        }
        int count = file.read(ByteBuffer.wrap(into, 0, pageSize), offset);
        if (count < pageSize || hasher.hash(into, 0, pageSize) != hashes[page - 1]) {
            throw new MovedException("the database was written over while it was read");
        }
    }
}
