package io.flotilla.generations;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;

/// A replica of Litestream v0.3, for reading.
///
/// Each object is one LZ4 frame. The segments of a log, one after the other, are a log of SQLite; what it
/// committed is written over the snapshot, as a checkpoint would. As safe for several threads as the target.
public final class GenerationReplica {

    private static final int COPY_BYTES = 65536;

    private final ReplicaTarget target;
    private final ObjectKey folder;

    public GenerationReplica(ReplicaTarget target, ObjectKey replica) {
        this.target = target;
        this.folder = replica.child(GenerationFile.FOLDER);
    }

    /// Where a database is written to.
    public interface Image {

        /// Writes bytes at an offset.
        void write(ByteBuffer bytes, long offset) throws IOException;

        /// Gives it this length: cuts it off, or fills it up with zero bytes.
        void resize(long bytes) throws IOException;
    }

    /// What a replica has for a moment.
    public sealed interface Found {

        /// There is no such replica.
        record Nothing() implements Found {}

        /// It can be restored.
        ///
        /// @param moment of the newest file
        /// @param files how many
        record Restorable(Instant moment, int files, Content content) implements Found {}

        /// It cannot, and why.
        record Unusable(String explanation) implements Found {}
    }

    /// Writes a database.
    @FunctionalInterface
    public interface Content {

        /// Writes all of it, once for each call.
        ///
        /// @throws IOException when the target fails, or files are not what they should be; the text names
        ///     the file
        void writeTo(Image image) throws IOException;
    }

    /// Looks for a state.
    ///
    /// @param moment files that are later do not count, those of the moment itself do; absent for the latest
    ///     state
    public Found find(Optional<Instant> moment) throws TargetException {
        List<GenerationFile> files = list();
        if (files.isEmpty()) {
            return new Found.Nothing();
        }
        return switch (GenerationPlan.of(files, moment)) {
            case GenerationPlan.Ready ready -> {
                int logs = ready.logs().stream().mapToInt(List::size).sum();
                yield new Found.Restorable(ready.moment(), 1 + logs, image -> write(ready, image));
            }
            case GenerationPlan.Impossible(String explanation) -> new Found.Unusable(explanation);
        };
    }

    private List<GenerationFile> list() throws TargetException {
        var files = new ArrayList<GenerationFile>();
        ListRequest request = ListRequest.below(folder);
        boolean more = true;
        while (more) {
            ListPage page = target.list(request);
            for (ListedObject object : page.objects()) {
                GenerationFile.of(folder, object).ifPresent(files::add);
            }
            more = page.more();
            request = more ? request.after(page.objects().getLast().key()) : request;
        }
        return files;
    }

    private void write(GenerationPlan.Ready plan, Image image) throws IOException {
        long[] size = {0};
        try (InputStream in = stream(plan.snapshot(), () -> open(plan.snapshot()), count -> size[0] += count)) {
            long at = 0;
            byte[] bytes = in.readNBytes(COPY_BYTES);
            while (bytes.length > 0) {
                image.write(ByteBuffer.wrap(bytes), at);
                at += bytes.length;
                bytes = in.readNBytes(COPY_BYTES);
            }
        }
        image.resize(size[0]);
        for (List<GenerationFile> log : plan.logs()) {
            apply(log, image);
        }
    }

    /// Two passes, so that nothing of a transaction is kept: the first one finds the end of the last commit.
    private void apply(List<GenerationFile> log, Image image) throws IOException {
        long committed;
        try (InputStream in = concatenated(log)) {
            committed = new LogStream(in).committed();
        }
        try (InputStream in = concatenated(log)) {
            new LogStream(in).copy(committed, image);
        }
    }

    /// The offset in a segment's name is what came before it.
    private InputStream concatenated(List<GenerationFile> log) throws IOException {
        var streams = new ArrayList<InputStream>();
        long[] read = {0};
        for (GenerationFile segment : log) {
            SegmentStream.Opener opener = () -> {
                if (segment.offset() != read[0]) {
                    throw new IOException("the segment before it has another length");
                }
                return open(segment);
            };
            streams.add(stream(segment, opener, count -> read[0] += count));
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    private static SegmentStream stream(GenerationFile file, SegmentStream.Opener opener, LongConsumer bytes) {
        return new SegmentStream(file.key().toString(), opener, bytes);
    }

    private InputStream open(GenerationFile file) throws IOException {
        InputStream in = target.open(file.key(), ByteRange.ALL);
        try {
            return new LZ4FrameInputStream(
                    in,
                    LZ4Factory.safeInstance().safeDecompressor(),
                    XXHashFactory.safeInstance().hash32());
        } catch (IOException | RuntimeException broken) {
            try (in) {
                throw broken;
            }
        }
    }
}
