package io.flotilla.capture;

import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.LogPosition;
import java.io.IOException;

/// One state of a whole database: the hash of each page, and where to read it.
///
/// The hash of the lock page is meaningless. For one thread, while the files are open.
@SuppressWarnings("ArrayRecordComponent") // large, never compared
record Image(
        FileIdentity identity,
        int pageSize,
        long[] hashes,
        LogPosition log,
        PageReader reader,
        Taking taking,
        boolean settled) {

    /// Reads the pages that have to be shipped.
    interface PageReader {
        /// Reads a page by its number.
        ///
        /// @throws UnsettledException where it has changed since the image was taken
        void read(int page, byte[] into) throws IOException;
    }

    int pageCount() {
        return hashes.length;
    }

    long hash(int page) {
        return hashes[page - 1];
    }

    /// Reads one page as it was when the image was taken.
    ///
    /// @throws UnsettledException where it has changed since
    void read(int page, byte[] into) throws IOException {
        reader.read(page, into);
    }
}
