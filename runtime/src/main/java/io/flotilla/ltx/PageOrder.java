package io.flotilla.ltx;

/// The rules on page numbers within one file: ascending, never above the commit, never the lock page, and all of
/// them in a snapshot. Breaking one is an [IllegalArgumentException], whose text callers pass on in their own way.
final class PageOrder {

    private final LtxHeader header;
    private final int lockPage;
    private int last;

    PageOrder(LtxHeader header) {
        this.header = header;
        lockPage = LockPage.number(header.pageSize());
    }

    void accept(int number) {
        if (number <= last) {
            throw new IllegalArgumentException("page " + Integer.toUnsignedString(number) + " after page " + last);
        }
        if (number > header.commit()) {
            throw new IllegalArgumentException("page " + number + " in a database of " + header.commit() + " pages");
        }
        if (number == lockPage) {
            throw new IllegalArgumentException("page " + number + " is the lock page, which has no content");
        }
        if (header.isSnapshot() && number != following(last)) {
            throw new IllegalArgumentException(
                    "page " + following(last) + " is missing, but a file from TXID 1 holds every page");
        }
        last = number;
    }

    /// To be called after the last page.
    void end() {
        if (header.isSnapshot() && last < lastPage()) {
            throw new IllegalArgumentException(
                    "page " + following(last) + " is missing, but a file from TXID 1 holds every page");
        }
    }

    private int lastPage() {
        return header.commit() == lockPage ? lockPage - 1 : header.commit();
    }

    private int following(int number) {
        return number + 1 == lockPage ? number + 2 : number + 1;
    }
}
