package io.flotilla.capture;

import java.io.IOException;
import java.util.Arrays;

/// The latest committed content of each page in a stretch of a log, by ascending page number.
///
/// The three arrays run in parallel: a page's number, its hash, and the frame that holds it.
@SuppressWarnings("ArrayRecordComponent") // parallel arrays, never compared
record LatestFrames(int[] pages, long[] hashes, int[] frames, FrameReader reader) {

    /// Reads the page of one frame.
    interface FrameReader {
        /// Reads it.
        ///
        /// @throws UnsettledException where the log was written over since the chain was validated
        void read(int frame, byte[] into) throws IOException;
    }

    int count() {
        return pages.length;
    }

    void read(int index, byte[] into) throws IOException {
        reader.read(frames[index], into);
    }

    /// The index of a page; negative where the stretch does not hold it.
    int find(int page) {
        return Arrays.binarySearch(pages, page);
    }

    /// Whether every page of (afterPage, lastPage] is there, the lock page aside.
    boolean holdsAll(int afterPage, int lastPage, int lockPage) {
        for (int page = afterPage + 1; page <= lastPage; page++) {
            if (page != lockPage && find(page) < 0) {
                return false;
            }
        }
        return true;
    }
}
