package io.flotilla.capture;

import io.flotilla.catalog.PageHasher;
import io.flotilla.disk.SourceFile;
import io.flotilla.wal.FrameVisitor;
import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The committed frames of one stretch of a log, or of two with a restart between them: which pages they hold, and
/// the content of each page's latest frame.
///
/// Twelve bytes a frame are kept, and the pages themselves as long as all of them fit into [#RETAINED_BYTES].
/// Beyond that a page is read from the log a second time and must have the hash that it had when the chain was
/// validated. For one thread; the log stays open as long as pages are read.
final class LogFrames implements FrameVisitor {

    /// How much of a log is kept in memory.
    static final int RETAINED_BYTES = 2 * 1024 * 1024;

    private static final int FIRST_CAPACITY = 16;

    private final SourceFile log;
    private final PageHasher hasher;
    private final int pageSize;

    /// The offset at which the first frame of the stretch would lie if all frames before it lay there too.
    private long start;

    /// The same of the stretch before, for the frames before `restart`.
    private long startBefore;

    private int restart;

    private int[] pages = new int[FIRST_CAPACITY];
    private long[] hashes = new long[FIRST_CAPACITY];
    private byte[] retained = new byte[0];
    private int seen;
    private int committed;
    private int pageCount;
    private int commits;
    private int smallest = Integer.MAX_VALUE;
    private boolean hasRepeats;

    /// @param start the offset of the first frame of the stretch
    LogFrames(SourceFile log, WalHeader header, long start, PageHasher hasher) {
        this.log = log;
        this.hasher = hasher;
        this.pageSize = header.pageSize();
        this.start = start;
    }

    @Override
    public void frame(int pageNumber, byte[] page, int offset) {
        if (seen == pages.length) {
            pages = Arrays.copyOf(pages, 2 * seen);
            hashes = Arrays.copyOf(hashes, 2 * seen);
        }
        pages[seen] = pageNumber;
        hashes[seen] = hasher.hash(page, offset, pageSize);
        if (isRetained(seen)) {
            retain(page, offset);
        }
        seen++;
    }

    @Override
    public void commit(int pagesOfDatabase, WalPoint behind) {
        hasRepeats |= isRepeat(pagesOfDatabase);
        smallest = Math.min(smallest, pagesOfDatabase);
        committed = seen;
        pageCount = pagesOfDatabase;
        commits++;
    }

    /// Whether the frame before this one was a commit with the same page, content and size.
    private boolean isRepeat(int pagesOfDatabase) {
        int last = seen - 1;
        return committed == last
                && committed > 0
                && pageCount == pagesOfDatabase
                && pages[last] == pages[last - 1]
                && hashes[last] == hashes[last - 1];
    }

    /// The log starts over: what was not committed is gone, and the next frame lies behind the header again. At most
    /// once.
    void startOver() {
        seen = committed;
        restart = committed;
        startBefore = start;
        start = WalHeader.BYTES - (long) committed * frameBytes();
    }

    /// How many commit frames there were.
    int commits() {
        return commits;
    }

    /// Whether a commit frame was followed by an equal one, as SQLite pads a sector of the disk: there may then be more
    /// commit frames than commits.
    boolean hasRepeats() {
        return hasRepeats;
    }

    /// Whether nothing was committed.
    boolean isEmpty() {
        return committed == 0;
    }

    /// The size of the database in pages after the last commit.
    int pageCount() {
        return pageCount;
    }

    /// The smallest size of the database in pages after any of the commits.
    int smallestPageCount() {
        return smallest;
    }

    /// The latest frame of each page that the last commit still has, in ascending order of the pages.
    LatestFrames latest() {
        long[] order = new long[committed];
        for (int i = 0; i < committed; i++) {
            order[i] = ((long) pages[i] << Integer.SIZE) | i;
        }
        Arrays.sort(order);
        int count = 0;
        for (int i = 0; i < committed; i++) {
            boolean last = i + 1 == committed || pageOf(order[i + 1]) != pageOf(order[i]);
            if (last && pageOf(order[i]) <= pageCount) {
                order[count++] = order[i];
            }
        }
        int[] latestPages = new int[count];
        long[] latestHashes = new long[count];
        int[] latestFrames = new int[count];
        for (int i = 0; i < count; i++) {
            latestFrames[i] = (int) order[i];
            latestPages[i] = pages[latestFrames[i]];
            latestHashes[i] = hashes[latestFrames[i]];
        }
        return new LatestFrames(latestPages, latestHashes, latestFrames, this::read);
    }

    private void read(int frame, byte[] into) throws IOException {
        if (isRetained(frame)) {
            System.arraycopy(retained, frame * pageSize, into, 0, pageSize);
            return;
        }
        long stretch = frame < restart ? startBefore : start;
        long offset = stretch + (long) frame * frameBytes() + WalHeader.FRAME_HEADER_BYTES;
        int count = log.read(ByteBuffer.wrap(into, 0, pageSize), offset);
        if (count < pageSize || hasher.hash(into, 0, pageSize) != hashes[frame]) {
            throw new MovedException("the log was written over while it was read");
        }
    }

    private int frameBytes() {
        return pageSize + WalHeader.FRAME_HEADER_BYTES;
    }

    private boolean isRetained(int frame) {
        return frame < RETAINED_BYTES / pageSize;
    }

    private void retain(byte[] page, int offset) {
        int at = seen * pageSize;
        if (at == retained.length) {
            retained = Arrays.copyOf(retained, Math.min(RETAINED_BYTES, Math.max(4 * pageSize, 2 * at)));
        }
        System.arraycopy(page, offset, retained, at, pageSize);
    }

    private static int pageOf(long ordered) {
        return (int) (ordered >>> Integer.SIZE);
    }
}
