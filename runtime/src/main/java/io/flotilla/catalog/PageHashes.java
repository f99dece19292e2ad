package io.flotilla.catalog;

import java.util.Arrays;

/// The 64-bit hashes of pages 1 to n of a database as it was at one TXID. Eight bytes a page. Immutable.
public final class PageHashes {

    /// Stands for the hash of a page that nobody told: the lock-byte page, which never travels, or a page
    /// that the file grew by. A page that has it counts as different.
    public static final long UNKNOWN = 0;

    private final long[] hashes;

    private PageHashes(long[] hashes) {
        this.hashes = hashes;
    }

    /// The hashes of pages 1 to n, in this order; the array is copied.
    public static PageHashes of(long... hashes) {
        return new PageHashes(hashes.clone());
    }

    /// Takes the array over; the caller forgets it.
    static PageHashes owning(long[] hashes) {
        return new PageHashes(hashes);
    }

    /// How many pages the database had.
    public int pageCount() {
        return hashes.length;
    }

    /// The hash of a page; page numbers begin at 1.
    public long hash(int pageNumber) {
        return hashes[pageNumber - 1];
    }

    /// The hashes as an array of its own.
    public long[] toArray() {
        return hashes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PageHashes that && Arrays.equals(hashes, that.hashes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hashes);
    }

    @Override
    public String toString() {
        return "hashes of " + hashes.length + " pages";
    }
}
