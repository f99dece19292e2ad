package io.flotilla.compaction;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxMerge;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.LtxStream;
import io.flotilla.ltx.PageStream;
import io.flotilla.spi.Payload;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.StoreResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Makes one file on the target of several that are there. Safe for use by several threads, for different
/// replicas.
public final class Joining {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final LtxStore store;
    private final Source source;
    private final Spool spool;
    private final FrameEncoding encoding;

    /// @param source where the inputs' bytes come from, usually the store itself
    /// @param spool where what comes of them waits until its length is known
    public Joining(LtxStore store, Source source, Spool spool, FrameEncoding encoding) {
        this.store = store;
        this.source = source;
        this.spool = spool;
        this.encoding = encoding;
    }

    /// Files that are open, and what of them.
    private record Opened(List<ReplicaFile> files, LtxMerge merge) {}

    /// @param toTheEnd whether all inputs have to go into the file, and not only those up to a change of the page size
    MergeResult join(Level into, List<ReplicaFile> inputs, boolean toTheEnd) {
        try {
            return attempt(into, inputs, toTheEnd);
        } catch (TargetException.NotFound gone) {
            return new MergeResult.Vanished(String.valueOf(gone.getMessage()));
        } catch (TargetException failure) {
            return new MergeResult.Failed(failure);
        } catch (LtxException damaged) {
            return new MergeResult.Damaged(String.valueOf(damaged.getMessage()));
        } catch (IOException broken) {
            return new MergeResult.Failed(
                    new TargetException.Unavailable("merging failed: " + broken.getMessage(), broken));
        }
    }

    private MergeResult attempt(Level into, List<ReplicaFile> inputs, boolean toTheEnd) throws IOException {
        Opened opened = open(inputs);
        LtxHeader header = opened.merge().header();
        var name = new FileName(inputs.getFirst().replica(), into, header.range());
        try (Spool.Room room = spool.begin();
                LtxStream bytes = LtxStream.of(opened.merge(), header, encoding)) {
            if (toTheEnd && opened.files().size() < inputs.size()) {
                throw new LtxException("The page size changes at "
                        + inputs.get(opened.files().size()).name() + ", and no snapshot begins there");
            }
            Payload payload = payload(bytes, room, opened.files());
            return put(new NewFile(name, payload, header.timestamp()), header, opened.files());
        }
    }

    private Payload payload(LtxStream bytes, Spool.Room room, List<ReplicaFile> inputs) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        long size = 0;
        boolean fits = true;
        for (int read = bytes.read(buffer, 0, buffer.length); read >= 0; read = bytes.read(buffer, 0, buffer.length)) {
            size += read;
            if (fits && !room.add(buffer, read)) {
                fits = false;
                room.close();
            }
        }
        return fits ? room.content() : new Again(this, inputs, size);
    }

    private MergeResult put(NewFile file, LtxHeader header, List<ReplicaFile> inputs) throws IOException {
        FileName name = file.name();
        return switch (store.put(List.of(file)).getFirst()) {
            case StoreResult.Stored(var stored) ->
                new MergeResult.Merged(
                        new ReplicaFile(
                                name.replica(),
                                name.level(),
                                name.range(),
                                file.payload().size(),
                                header.timestamp(),
                                true),
                        inputs);
            case StoreResult.AlreadyThere(var there) -> compare(name, header);
            case StoreResult.NotStored(var missing, var cause) -> new MergeResult.Failed(cause);
        };
    }

    private MergeResult compare(FileName name, LtxHeader expected) throws IOException {
        String strange = "is not what its inputs make: another writer put it";
        try {
            LtxHeader there = store.readHeader(name);
            boolean isSame = there.range().equals(expected.range())
                    && there.commit() == expected.commit()
                    && there.pageSize() == expected.pageSize();
            return isSame ? new MergeResult.WasThere(name) : new MergeResult.Fenced(store.key(name) + " " + strange);
        } catch (LtxException malformed) {
            return new MergeResult.Fenced(store.key(name) + " " + strange + ", and no LTX file at all");
        }
    }

    /// Opens the files up to where the page size changes.
    private Opened open(List<ReplicaFile> inputs) throws IOException {
        var files = new ArrayList<ReplicaFile>();
        var readers = new ArrayList<PageStream>();
        try {
            for (ReplicaFile input : inputs) {
                LtxReader reader = open(input);
                if (!readers.isEmpty()
                        && reader.header().pageSize()
                                != readers.getFirst().header().pageSize()) {
                    reader.close();
                    break;
                }
                readers.add(reader);
                files.add(input);
            }
        } catch (IOException failure) {
            close(readers, failure);
            throw failure;
        }
        return new Opened(List.copyOf(files), LtxMerge.of(readers));
    }

    /// A file that is not what its name says would break the restore of whatever it goes into.
    private LtxReader open(ReplicaFile input) throws IOException {
        LtxReader reader = open(source.open(input), input);
        if (!reader.header().range().equals(input.range())) {
            try (reader) {
                throw new LtxException(store.key(input.name()) + " says in its header that it is "
                        + reader.header().range());
            }
        }
        return reader;
    }

    private LtxReader open(InputStream bytes, ReplicaFile input) throws IOException {
        try {
            return LtxReader.open(bytes);
        } catch (LtxException malformed) {
            throw new LtxException(store.key(input.name()) + ": " + malformed.getMessage());
        }
    }

    private static void close(List<PageStream> readers, IOException failure) {
        for (PageStream reader : readers) {
            try {
                reader.close();
            } catch (IOException another) {
                failure.addSuppressed(another);
            }
        }
    }

    /// The same bytes once more, where there was no room to keep them.
    private record Again(Joining joining, List<ReplicaFile> inputs, long size) implements Payload {
        @Override
        public InputStream open() throws IOException {
            LtxMerge merge = joining.open(inputs).merge();
            return LtxStream.of(merge, merge.header(), joining.encoding);
        }
    }
}
