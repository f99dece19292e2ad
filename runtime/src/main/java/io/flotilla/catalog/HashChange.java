package io.flotilla.catalog;

import java.util.Arrays;

/// What an advance does to the page hashes of a database.
public sealed interface HashChange {

    /// These are the hashes now.
    record Replace(PageHashes all) implements HashChange {}

    /// These pages changed, and the database now has so many pages. Hashes behind them are dropped; pages
    /// that it grew by and that are not named have [PageHashes#UNKNOWN]. Where no hashes are known, none are
    /// afterwards.
    ///
    /// The arrays are not copied: the caller leaves them alone until the catalog has taken them.
    @SuppressWarnings("ArrayRecordComponent") // pairs of millions of numbers; equals below compares the content
    record Update(int[] pageNumbers, long[] hashes, int pageCount) implements HashChange {

        public Update {
            if (pageNumbers.length != hashes.length) {
                throw new IllegalArgumentException(
                        pageNumbers.length + " page numbers with " + hashes.length + " hashes");
            }
            for (int i = 0; i < pageNumbers.length; i++) {
                int before = i == 0 ? 0 : pageNumbers[i - 1];
                if (pageNumbers[i] <= before || pageNumbers[i] > pageCount) {
                    throw new IllegalArgumentException("Page numbers ascend from 1 to " + pageCount + ": page "
                            + pageNumbers[i] + " after page " + before);
                }
            }
        }

        /// No page changed.
        public static Update none(int pageCount) {
            return new Update(new int[0], new long[0], pageCount);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Update that
                    && pageCount == that.pageCount
                    && Arrays.equals(pageNumbers, that.pageNumbers)
                    && Arrays.equals(hashes, that.hashes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(pageNumbers) + Arrays.hashCode(hashes);
        }

        @Override
        public String toString() {
            return "hashes of " + pageNumbers.length + " of " + pageCount + " pages";
        }
    }

    /// No hash is known any more: the next comparison counts every page as different.
    record Forget() implements HashChange {}
}
