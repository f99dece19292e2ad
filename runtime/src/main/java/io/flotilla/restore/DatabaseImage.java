package io.flotilla.restore;

import io.flotilla.ltx.LockPage;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.PageStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The pages of a database as files are laid over each other, oldest first, in a new file.
///
/// The base is decoded straight into the new file and newer pages are written over it: one file is open at a time
/// and one page is in memory, for a chain of ten files or of ten thousand, while a merge would hold a page and a
/// connection of each. What a merge would do in memory happens here at each file:
///
/// * a file that shrinks the database cuts the new file, so an old page cannot come back when it grows again;
/// * the pages by which it grows are missing until this file or a later one brings them; any that are still
///   missing at the end are an error, never zero bytes. The first file of a plan grows the database from nothing,
///   so the same rule proves that it was complete;
/// * a file with another page size begins from nothing: it must hold every page, whatever its TXIDs are.
///
/// A file is verified by its stream, at its end; a failure leaves a half-written image for its owner to discard.
final class DatabaseImage {

    private final UnfinishedFile out;
    private final MissingPages missing = new MissingPages();
    private int pageSize;
    private int commit;
    private boolean pageSizeChanged;

    DatabaseImage(UnfinishedFile out) {
        this.out = out;
    }

    int pageSize() {
        return pageSize;
    }

    /// The size in pages.
    int commit() {
        return commit;
    }

    /// Lays all pages of a file over the image.
    void apply(PageStream file) throws IOException {
        resize(file.header());
        while (file.next()) {
            missing.remove(file.pageNumber());
            out.write(file.page(), offset(file.pageNumber()));
        }
    }

    private void resize(LtxHeader header) throws IOException {
        if (header.pageSize() != pageSize) {
            pageSizeChanged = pageSize != 0;
            resizeTo(0);
            pageSize = header.pageSize();
        }
        resizeTo(header.commit());
    }

    private void resizeTo(int pages) throws IOException {
        if (pages < commit) {
            out.truncate(offset(pages + 1));
            missing.cutAbove(pages);
        }
        if (pages > commit) {
            missing.add(commit + 1, pages);
            missing.remove(LockPage.number(pageSize));
        }
        commit = pages;
    }

    /// Proves that every page is there, and writes zero bytes for the lock page, which never travels.
    ///
    /// @throws DamagedReplicaException when a page is missing, or there is none at all
    void finish() throws IOException {
        if (commit == 0) {
            throw new DamagedReplicaException(
                    "the database has no pages at this TXID (it was deleted), and a file without any is no database");
        }
        if (!missing.isEmpty()) {
            throw new DamagedReplicaException("page " + missing.first() + " of " + commit + " is in none of the files"
                    + (pageSizeChanged ? ", and the page size changed without a snapshot of the new size" : ""));
        }
        int lockPage = LockPage.number(pageSize);
        if (commit >= lockPage) {
            out.write(ByteBuffer.allocate(pageSize), offset(lockPage));
        }
    }

    private long offset(int page) {
        return (page - 1L) * pageSize;
    }
}
