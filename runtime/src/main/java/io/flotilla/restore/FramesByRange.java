package io.flotilla.restore;

import io.flotilla.ltx.PageIndex;
import io.flotilla.spi.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// Some pages of a file, fetched by ranges: those that lie near to one another together. They are read in
/// ascending order, and one range is in memory. For use by one thread.
final class FramesByRange {

    /// More requests than that are not worth it.
    static final int MOST = 64;

    /// A gap of so many bytes is fetched as well.
    private static final int NEAR_BYTES = 16 * 1024;

    private static final int LARGEST_BYTES = 1024 * 1024;

    private final PageIndex index;
    private final List<ByteRange> ranges;
    private int current = -1;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /// Reads a range of the file.
    @FunctionalInterface
    interface Fetch {
        ByteBuffer read(ByteRange range) throws IOException;
    }

    private FramesByRange(PageIndex index, List<ByteRange> ranges) {
        this.index = index;
        this.ranges = ranges;
    }

    static FramesByRange of(PageIndex index, IntPredicate wanted) {
        List<ByteRange> ranges = new ArrayList<>();
        for (int at = 0; at < index.size(); at++) {
            if (wanted.test(index.number(at))) {
                add(index.frame(at), ranges);
            }
        }
        return new FramesByRange(index, ranges);
    }

    private static void add(PageIndex.Frame frame, List<ByteRange> ranges) {
        long end = frame.offset() + frame.length();
        if (!ranges.isEmpty()) {
            ByteRange last = ranges.getLast();
            boolean isNear = frame.offset() - end(last) <= NEAR_BYTES && end - last.offset() <= LARGEST_BYTES;
            if (isNear) {
                ranges.set(ranges.size() - 1, new ByteRange(last.offset(), end - last.offset()));
                return;
            }
        }
        ranges.add(new ByteRange(frame.offset(), frame.length()));
    }

    private static long end(ByteRange range) {
        return range.offset() + range.length();
    }

    int ranges() {
        return ranges.size();
    }

    long bytes() {
        return ranges.stream().mapToLong(ByteRange::length).sum();
    }

    /// Fills the array with a page that was wanted.
    void read(int number, byte[] into, Fetch fetch) throws IOException {
        PageIndex.Frame frame = index.find(number).orElseThrow();
        while (current < 0 || end(ranges.get(current)) <= frame.offset()) {
            current++;
            if (end(ranges.get(current)) > frame.offset()) {
                bytes = fetch.read(ranges.get(current));
            }
        }
        int at = Math.toIntExact(frame.offset() - ranges.get(current).offset());
        frame.page(bytes.slice(at, frame.length()), into.length).get(into);
    }
}
