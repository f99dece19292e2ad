package io.flotilla.restore;

import io.flotilla.ltx.LockPage;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxOutline;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.PageIndex;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/// Finds out whether a database file is what the files of a plan would make, from the newest file to the
/// oldest.
///
/// Of a large file only the two ends are read: its checksum runs over the unpacked pages, and those that no
/// newer file has are in the database if it is the same. Pages that a newer file has are fetched, a range
/// for those that lie together. A small file, or one of which most is needed, is read whole. For one
/// comparison.
final class Likeness {

    /// A request costs as much as these bytes, or more.
    private static final int SMALL_BYTES = 64 * 1024;

    private static final int TAIL_BYTES = 32 * 1024;

    private final LtxStore store;
    private final LocalPages local;
    private final BitSet known = new BitSet();
    private Comparison.Reads read = Comparison.Reads.NONE;
    private int pageSize;

    /// The highest page of older files that no newer one has cut off.
    private int limit;

    Likeness(LtxStore store, LocalPages local) {
        this.store = store;
        this.local = local;
    }

    /// What was read of the target so far.
    Comparison.Reads read() {
        return read;
    }

    /// Whether each page is the one that the files lead to. A file that is damaged or gone proves nothing.
    boolean isSame(List<ReplicaFile> plan) throws IOException {
        try {
            for (ReplicaFile file : plan.reversed()) {
                if (!holds(file)) {
                    return false;
                }
                if (isComplete()) {
                    return true;
                }
            }
            return false;
        } catch (LtxException | EOFException | TargetException.NotFound proveNothing) {
            return false;
        }
    }

    private boolean isComplete() throws IOException {
        int lockPage = LockPage.number(pageSize);
        int missing = known.nextClearBit(1);
        return missing > local.pages(pageSize)
                || (missing == lockPage && known.nextClearBit(lockPage + 1) > local.pages(pageSize));
    }

    private boolean holds(ReplicaFile file) throws IOException {
        return file.size() <= SMALL_BYTES ? holdsWhole(file) : holdsByItsEnds(file);
    }

    /// Whether the file can be one of the chain; the first one that is looked at, the newest, says how
    /// large the database is.
    private boolean fits(ReplicaFile file, LtxHeader header) throws IOException {
        if (!header.range().equals(file.range())) {
            return false;
        }
        if (pageSize == 0) {
            pageSize = header.pageSize();
            limit = header.commit();
            return header.commit() > 0 && local.bytes() == (long) header.commit() * pageSize;
        }
        return header.pageSize() == pageSize;
    }

    private boolean isLocal(int page) {
        return page <= limit && !known.get(page);
    }

    private boolean holdsWhole(ReplicaFile file) throws IOException {
        count(file.size());
        try (LtxReader reader = LtxReader.open(store.open(file))) {
            if (!fits(file, reader.header())) {
                return false;
            }
            byte[] page = new byte[pageSize];
            while (reader.next()) {
                if (isLocal(reader.pageNumber())) {
                    local.read(reader.pageNumber(), page);
                    if (!reader.page().equals(ByteBuffer.wrap(page))) {
                        return false;
                    }
                    known.set(reader.pageNumber());
                }
            }
            limit = Math.min(limit, reader.header().commit());
            return true;
        }
    }

    private boolean holdsByItsEnds(ReplicaFile file) throws IOException {
        LtxOutline outline = outline(file);
        if (!fits(file, outline.header())) {
            return false;
        }
        FramesByRange others = FramesByRange.of(outline.index(), page -> !isLocal(page));
        if (others.bytes() > file.size() / 2 || others.ranges() > FramesByRange.MOST) {
            return holdsWhole(file);
        }
        boolean same = outline.holds((number, page) -> {
            if (isLocal(number)) {
                local.read(number, page);
            } else {
                others.read(number, page, range -> fetch(file, range));
            }
        });
        PageIndex index = outline.index();
        for (int at = 0; at < index.size(); at++) {
            if (isLocal(index.number(at))) {
                known.set(index.number(at));
            }
        }
        limit = Math.min(limit, outline.header().commit());
        return same;
    }

    private LtxOutline outline(ReplicaFile file) throws IOException {
        ByteBuffer start = fetch(file, ByteRange.first(LtxOutline.START_BYTES));
        ByteBuffer tail = tail(file, Math.min(TAIL_BYTES, file.size()));
        long needed = PageIndex.bytesNeeded(tail, file.size());
        return LtxOutline.read(start, needed > tail.remaining() ? tail(file, needed) : tail, file.size());
    }

    private ByteBuffer tail(ReplicaFile file, long bytes) throws IOException {
        return fetch(file, new ByteRange(file.size() - bytes, bytes));
    }

    private ByteBuffer fetch(ReplicaFile file, ByteRange range) throws IOException {
        count(range.length());
        int length = Math.toIntExact(range.length());
        try (InputStream in = store.open(file, range)) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException(store.key(file.name()) + " is shorter than it is listed");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    private void count(long bytes) {
        read = read.and(new Comparison.Reads(1, bytes));
    }
}
