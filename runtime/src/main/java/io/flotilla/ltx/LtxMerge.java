package io.flotilla.ltx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Several files of one replica as one: of each page the newest version. For use by one thread at a time.
///
/// The header takes the first TXID from the oldest file; commit, last TXID and timestamp from the newest; the rest
/// is as [LtxHeader#of] makes it. A page that an older file brought is dropped when a newer
/// one shrank the database below it, even if the database grew again later. [#next()] returns false only after every
/// file was read to its end and verified. Memory: what the inputs take.
public final class LtxMerge implements PageStream {

    /// One file, standing on a page. The rank is 0 for the newest file; `lowestLaterCommit` is the smallest size
    /// that the database had in newer files.
    private record Input(PageStream pages, int rank, int lowestLaterCommit) {

        int pageNumber() {
            return pages.pageNumber();
        }

        boolean survives() {
            return pageNumber() <= lowestLaterCommit;
        }
    }

    private static final Comparator<Input> LOWEST_PAGE_THEN_NEWEST =
            Comparator.comparingInt(Input::pageNumber).thenComparingInt(Input::rank);

    private final List<PageStream> files;
    private final LtxHeader header;
    private final PageOrder order;
    private final PriorityQueue<Input> waiting;

    /// Files that have to move on: those that stand on the page given last, the one it came from first. At the start
    /// all of them.
    private final List<Input> spent;

    private boolean onPage;
    private boolean broken;

    private LtxMerge(List<PageStream> newestFirst, LtxHeader header) {
        files = newestFirst;
        this.header = header;
        order = new PageOrder(header);
        waiting = new PriorityQueue<>(newestFirst.size(), LOWEST_PAGE_THEN_NEWEST);
        spent = new ArrayList<>(newestFirst.size());
        int lowestLaterCommit = Integer.MAX_VALUE;
        for (PageStream file : newestFirst) {
            spent.add(new Input(file, spent.size(), lowestLaterCommit));
            lowestLaterCommit = Math.min(lowestLaterCommit, file.header().commit());
        }
    }

    /// Takes over the files, none of which may have been read from. When it refuses them they are closed.
    ///
    /// @throws LtxException when page sizes differ, or a file does not follow the one before
    /// @throws IllegalArgumentException when there are none
    public static LtxMerge of(List<PageStream> oldestFirst) throws IOException {
        if (oldestFirst.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to merge");
        }
        try {
            return new LtxMerge(oldestFirst.reversed().stream().toList(), mergedHeader(oldestFirst));
        } catch (LtxException refused) {
            closeAll(oldestFirst, refused);
            throw refused;
        }
    }

    private static LtxHeader mergedHeader(List<PageStream> oldestFirst) throws LtxException {
        LtxHeader first = oldestFirst.getFirst().header();
        LtxHeader last = first;
        for (PageStream file : oldestFirst.subList(1, oldestFirst.size())) {
            LtxHeader following = file.header();
            if (following.pageSize() != first.pageSize()) {
                throw new LtxException("Files with pages of %d and of %d bytes cannot be merged: %s, %s"
                        .formatted(first.pageSize(), following.pageSize(), first.range(), following.range()));
            }
            if (!following.range().follows(last.range())) {
                throw new LtxException("File %s does not follow %s".formatted(following.range(), last.range()));
            }
            last = following;
        }
        var range = new TxIdRange(first.range().min(), last.range().max());
        return LtxHeader.of(first.pageSize(), last.commit(), range, last.timestamp());
    }

    @Override
    public LtxHeader header() {
        return header;
    }

    @Override
    public boolean next() throws IOException {
        if (broken) {
            throw new IllegalStateException("The merge failed before");
        }
        broken = true;
        onPage = step();
        checkOrder();
        broken = false;
        return onPage;
    }

    private void checkOrder() throws LtxException {
        try {
            if (onPage) {
                order.accept(spent.getFirst().pageNumber());
            } else {
                order.end();
            }
        } catch (IllegalArgumentException incomplete) {
            throw new LtxException("Merging " + header.range() + ": " + incomplete.getMessage());
        }
    }

    @Override
    public int pageNumber() {
        return winner().pageNumber();
    }

    @Override
    public ByteBuffer page() {
        return winner().page();
    }

    /// Closes all files, even when closing some of them fails.
    @Override
    public void close() throws IOException {
        var failure = new IOException("Closing the merged files failed");
        closeAll(files, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private boolean step() throws IOException {
        do {
            for (Input input : spent) {
                if (input.pages().next()) {
                    waiting.add(input);
                }
            }
            spent.clear();
            if (waiting.isEmpty()) {
                return false;
            }
            takeLowest();
        } while (!spent.getFirst().survives());
        return true;
    }

    private void takeLowest() {
        Input winner = waiting.remove();
        spent.add(winner);
        for (Input same = waiting.peek();
                same != null && same.pageNumber() == winner.pageNumber();
                same = waiting.peek()) {
            spent.add(waiting.remove());
        }
    }

    private PageStream winner() {
        if (!onPage || broken) {
            throw new IllegalStateException("The merge stands on no page");
        }
        return spent.getFirst().pages();
    }

    private static void closeAll(List<PageStream> files, IOException failure) {
        for (PageStream file : files) {
            try {
                file.close();
            } catch (IOException another) {
                failure.addSuppressed(another);
            }
        }
    }
}
