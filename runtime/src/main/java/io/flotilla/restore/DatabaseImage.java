package io.flotilla.restore;

import io.flotilla.ltx.DatabaseChecksum;
import io.flotilla.ltx.LockPage;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/// The pages of a database as files are laid over each other, oldest first, in a new file.
///
/// The base is decoded straight into the new file and newer pages are written over it: one file is open at a
/// time and one page is in memory, for a chain of ten files or of ten thousand, while a merge would hold a
/// page and a connection of each. What a merge would do in memory happens here at each file:
///
/// * a file that shrinks the database cuts the new file, so an old page cannot come back when it grows again;
/// * the pages by which it grows are missing until this file or a later one brings them; any that are still
///   missing at the end are an error, never zero bytes. The first file of a plan grows the database from nothing,
///   so the same rule proves that it was complete;
/// * a file with another page size begins from nothing: it must hold every page, whatever its TXIDs are.
///
/// A file is verified by its stream, at its end; a failure leaves a half-written image for its owner to
/// discard.
final class DatabaseImage {

    private final UnfinishedFile out;
    private final MissingPages missing = new MissingPages();
    private int pageSize;
    private int commit;
    private boolean pageSizeChanged;
    private long postApplyChecksum;
    private Instant moment = Instant.MIN;

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

    /// When the last file was made, as it says itself.
    Instant moment() {
        return moment;
    }

    /// Lays all pages of a file over the image.
    void apply(LtxReader file) throws IOException {
        resize(file.header());
        while (file.next()) {
            missing.remove(file.pageNumber());
            out.write(file.page(), offset(file.pageNumber()));
        }
        moment = file.header().timestamp();
        postApplyChecksum = file.trailer().postApplyChecksum();
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

    /// Proves that every page is there. The lock page, which never travels, is zero bytes, also as the last
    /// page.
    ///
    /// @throws DamagedReplicaException when a page is missing, when there is none at all, or when the last
    ///     file
    ///     keeps a checksum of the database that is not this one's
    void finish() throws IOException {
        if (commit == 0) {
            throw new DamagedReplicaException(
                    "the database has no pages at this TXID (it was deleted), and a file without any is no database");
        }
        if (!missing.isEmpty()) {
            throw new DamagedReplicaException("page " + missing.first() + " of " + commit + " is in none of the files"
                    + (pageSizeChanged ? ", and the page size changed without a snapshot of the new size" : ""));
        }
        out.extend((long) commit * pageSize);
        if (postApplyChecksum != 0) {
            checkChecksum();
        }
    }

    /// Litestream writes no such checksums, but accepts them.
    private void checkChecksum() throws IOException {
        var checksum = new DatabaseChecksum();
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        for (int number = 1; number <= commit; number++) {
            if (number != LockPage.number(pageSize)) {
                out.read(page.clear(), offset(number));
                checksum.add(number, page.array());
            }
        }
        if (checksum.value() != postApplyChecksum) {
            throw new DamagedReplicaException("the restored database has the checksum %016x, but the file says %016x"
                    .formatted(checksum.value(), postApplyChecksum));
        }
    }

    private long offset(int page) {
        return (page - 1L) * pageSize;
    }
}
