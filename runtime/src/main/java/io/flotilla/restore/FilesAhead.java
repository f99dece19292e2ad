package io.flotilla.restore;

import io.flotilla.spi.ByteRange;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The files of a plan one after the other, while those that follow are being fetched already.
///
/// A file is one request, a large one a request for each 32 MiB: parallel requests are what an object store
/// is fast with, and each costs. What is ahead lies in memory, as far as the budget goes that all restores
/// share; what is needed now goes through a window of two chunks where the budget is used up.
///
/// A single small file has nothing to be ahead of: where its read ends by itself, it is done by the thread that needs
/// it. To hand it to another one and to wait for that takes a tenth of the processor that a small database costs.
/// For one thread at a time.
final class FilesAhead implements Closeable {

    static final long PART = 32L * 1024 * 1024;
    private static final int SMALL_WINDOW = 2;

    private final LtxStore store;
    private final Fetching fetching;
    private final List<Slice> slices = new ArrayList<>();
    private final Deque<Ahead> ahead = new ArrayDeque<>();
    private int next;

    /// A file's bytes from an offset on.
    private record Slice(ReplicaFile file, long offset, long length, boolean last) {}

    FilesAhead(LtxStore store, Fetching fetching, List<ReplicaFile> files) {
        this.store = store;
        for (ReplicaFile file : files) {
            addSlices(file);
        }
        this.fetching = isOneRead() && store.endsReads() ? fetching.onTheSpot() : fetching;
    }

    private boolean isOneRead() {
        return slices.size() == 1 && slices.getFirst().length() <= FetchBudget.CHUNK;
    }

    private void addSlices(ReplicaFile file) {
        for (long offset = 0; offset == 0 || offset < file.size(); offset += PART) {
            long length = Math.min(PART, file.size() - offset);
            slices.add(new Slice(file, offset, length, offset + length >= file.size()));
        }
    }

    /// The next file of the plan. Its taker reads it to its end and closes it; who closes it before has no
    /// use for the files behind it.
    InputStream next() {
        return new FileStream();
    }

    /// Fetches ahead what the budget allows.
    private void fetchAhead() {
        while (next < slices.size()) {
            Slice slice = slices.get(next);
            if (!fetching.budget().tryTake(slice.length())) {
                return;
            }
            begin(new Ahead(slice, slice.length(), PartStream.whole(slice.length())));
        }
    }

    private void begin(Ahead part) {
        next++;
        ahead.add(part);
        part.stream.start();
    }

    private Ahead take() {
        if (ahead.isEmpty()) {
            begin(new Ahead(slices.get(next), 0, SMALL_WINDOW));
        }
        fetchAhead();
        return ahead.remove();
    }

    @Override
    public void close() throws IOException {
        for (Ahead part : ahead) {
            part.close();
        }
        ahead.clear();
    }

    /// A part that is being fetched, and what it holds of the budget.
    private final class Ahead implements Closeable {

        private final Slice slice;
        private final long taken;
        private final PartStream stream;
        private boolean closed;

        Ahead(Slice slice, long taken, int window) {
            this.slice = slice;
            this.taken = taken;
            String name = store.key(slice.file().name()).toString();
            stream = new PartStream(fetching, new PartStream.Part(name, slice.length(), this::open), window);
        }

        private InputStream open(long position) throws IOException {
            long offset = slice.offset() + position;
            ByteRange range = slice.last() ? ByteRange.from(offset) : new ByteRange(offset, slice.length() - position);
            return store.open(slice.file(), range);
        }

        @Override
        public void close() throws IOException {
            stream.close();
            if (taken > 0 && !closed) {
                fetching.budget().free(taken);
            }
            closed = true;
        }
    }

    /// The parts of one file as one stream.
    private final class FileStream extends InputStream {

        private Ahead part = take();

        @Override
        public int read() throws IOException {
            var single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            int read = part.stream.read(into, offset, count);
            while (read < 0 && !part.slice.last()) {
                part.close();
                part = take();
                read = part.stream.read(into, offset, count);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            part.close();
        }
    }
}
