package io.flotilla.capture;

import io.flotilla.catalog.PageHasher;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/// The pages of an image that is put together piece by piece from a file and a log that both move on: the hash of each
/// page, and the contents of those whose hash is not the known one.
///
/// Cost: twelve bytes and a bit a page; contents in a [PageStore]. For one thread.
final class GatheredPages implements Closeable {

    private static final int NO_SLOT = -1;

    private final int pageSize;
    private final PageHasher hasher;
    private final Changes.KnownHashes known;
    private final PageStore store;
    private final BitSet present = new BitSet();
    private long[] hashes;
    private int[] slots;

    GatheredPages(PageHasher hasher, int pageSize, Changes.KnownHashes known, PageStore store) {
        this.hasher = hasher;
        this.pageSize = pageSize;
        this.known = known;
        this.store = store;
        this.hashes = new long[0];
        this.slots = new int[0];
    }

    boolean has(int page) {
        return present.get(page);
    }

    /// The content of a page, in place of an earlier one.
    void put(int page, byte[] content, int offset) throws IOException {
        makeRoom(page);
        long hash = hasher.hash(content, offset, pageSize);
        hashes[page - 1] = hash;
        present.set(page);
        if (known.has(page, hash)) {
            return;
        }
        if (slots[page - 1] == NO_SLOT) {
            slots[page - 1] = store.add();
        }
        store.write(slots[page - 1], content, offset);
    }

    private void makeRoom(int page) {
        int before = hashes.length;
        if (page > before) {
            int length = Math.max(page, (int) Math.min(Integer.MAX_VALUE - 8L, before + before / 8L));
            hashes = Arrays.copyOf(hashes, length);
            slots = Arrays.copyOf(slots, length);
            Arrays.fill(slots, before, length, NO_SLOT);
        }
    }

    /// The database ends with this page: what is known of those behind is forgotten.
    void forgetBehind(int lastPage) {
        if (present.length() > lastPage) {
            present.clear(lastPage + 1, present.length());
        }
    }

    /// Whether all pages but the lock page are there.
    boolean hasAll(int pageCount, int lockPage) {
        int missing = present.nextClearBit(1);
        return missing > pageCount
                || (missing == lockPage && (missing == pageCount || present.nextClearBit(missing + 1) > pageCount));
    }

    /// The hashes of the first pages.
    long[] hashes(int pageCount) {
        return Arrays.copyOf(hashes, pageCount);
    }

    /// Reads a page whose hash is not the known one.
    void read(int page, byte[] into) throws IOException {
        if (slots[page - 1] == NO_SLOT) {
            throw new IllegalArgumentException("The content of page " + page + " was not kept");
        }
        store.read(slots[page - 1], into);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
