package io.flotilla.capture;

import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.LogPosition;
import java.io.IOException;

/// One state of a whole database: the hash of each page, and where to read it.
///
/// Pages that the log holds are read from there, the others from the database file. The hash of the lock page
/// is meaningless. For one thread, while the files are open.
@SuppressWarnings("ArrayRecordComponent") // large, never compared
record Image(
        FileIdentity identity,
        int pageSize,
        long[] hashes,
        LogPosition log,
        LatestFrames overlay,
        DatabasePages pages,
        boolean settled) {

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
        int index = overlay.find(page);
        if (index >= 0) {
            overlay.read(index, into);
        } else {
            pages.read(page, into);
        }
    }
}
