package io.flotilla.capture;

import java.io.IOException;
import java.util.Arrays;

/// The pages of one LTX file: their numbers in ascending order, their hashes, and where to read them.
@SuppressWarnings("ArrayRecordComponent") // large, never compared
record Changes(int pageSize, int pageCount, int[] pages, long[] hashes, Reader reader) {

    /// Reads the page with an index.
    interface Reader {
        void read(int index, byte[] into) throws IOException;
    }

    static Changes of(Followed.Continued followed) {
        LatestFrames frames = followed.frames();
        return new Changes(followed.pageSize(), followed.pageCount(), frames.pages(), frames.hashes(), frames::read);
    }

    /// The pages of an image whose hash is not the known one.
    static Changes of(Image image, KnownHashes known, int lockPage) {
        int[] pages = new int[image.pageCount()];
        int count = 0;
        for (int page = 1; page <= image.pageCount(); page++) {
            if (page != lockPage && !known.has(page, image.hash(page))) {
                pages[count++] = page;
            }
        }
        int[] changed = Arrays.copyOf(pages, count);
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = image.hash(changed[i]);
        }
        return new Changes(
                image.pageSize(),
                image.pageCount(),
                changed,
                hashes,
                (index, into) -> image.read(changed[index], into));
    }

    /// Whether a page is known to have a hash in the state that was shipped last.
    interface KnownHashes {
        /// Nothing is known: every page counts as different.
        KnownHashes NONE = (page, hash) -> false;

        boolean has(int page, long hash);
    }
}
