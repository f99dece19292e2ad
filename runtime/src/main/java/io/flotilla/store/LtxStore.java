package io.flotilla.store;

import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The LTX files of replicas on a target.
///
/// It never retries a request and never sleeps; only a stream that breaks is picked up where it broke. As safe
/// for several threads as the target, which its owner closes.
public final class LtxStore {

    /// The age at which an upload that has not ended is nobody's any more: by default one in 10,000 parts, each of
    /// which takes the whole minute that it may take, five at a time, lasts 34 hours.
    public static final Duration ABANDONED = Duration.ofDays(2);

    /// Of unfinished uploads in memory at a time.
    private static final int UPLOADS = 10_000;

    /// Where the ledger and probes have their objects.
    private static final String OURS = ".flotilla";

    private final ReplicaTarget target;
    private final ReplicaKeys keys;

    public LtxStore(ReplicaTarget target, ReplicaLayout layout) {
        this.target = target;
        this.keys = new ReplicaKeys(layout);
    }

    /// Creates files that are not there yet, and says for each of them, in the order of the batch, what
    /// became of it.
    ///
    /// @throws IllegalArgumentException for two files of one name; nothing was done
    public List<StoreResult> put(List<NewFile> batch) {
        List<PutRequest> requests = batch.stream()
                .map(file -> new PutRequest(keys.key(file.name()), file.payload(), file.timestamp()))
                .toList();
        List<PutResult> answers = target.put(requests);
        var results = new ArrayList<StoreResult>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            results.add(result(batch.get(i), answers.get(i)));
        }
        return List.copyOf(results);
    }

    private static StoreResult result(NewFile file, PutResult answer) {
        return switch (answer) {
            case PutResult.Stored(var key) -> new StoreResult.Stored(file);
            case PutResult.NotStored(var key, TargetException.AlreadyExists there) ->
                new StoreResult.AlreadyThere(file);
            case PutResult.NotStored(var key, var cause) -> new StoreResult.NotStored(file, cause);
        };
    }

    /// Whether each read comes to its end by itself, see [ReplicaTarget#endsReads()].
    public boolean endsReads() {
        return target.endsReads();
    }

    /// All files of one replica, by level, then first, then last TXID; none where there is no such replica.
    /// Other objects are passed over.
    ///
    /// One request for each 1,000 files.
    public List<ReplicaFile> list(ObjectKey replica) throws TargetException {
        var files = new ArrayList<ReplicaFile>();
        Optional<ObjectKey> from = Optional.of(keys.start(replica, Level.CAPTURED));
        while (from.isPresent()) {
            ListPage page = target.list(new ListRequest(keys.parent(replica), from.get(), ListRequest.PAGE));
            for (ListedObject object : page.objects()) {
                keys.parse(object.key())
                        .filter(name -> name.replica().equals(replica))
                        .ifPresent(name -> files.add(listed(name, object)));
            }
            from = page.more() ? keys.next(replica, page.objects().getLast().key()) : Optional.empty();
        }
        return List.copyOf(files);
    }

    /// All replicas below a key (that key's own files included), one after the other, in no promised order.
    ///
    /// One request for each 1,000 objects, whosesoever. The consumer is called as soon as the listing has
    /// passed a replica, so memory holds the files of that one replica and of those it lies inside of (a
    /// database `a` that became a directory leaves replica `a` beside `a/b`).
    public void listAll(ObjectKey ancestor, Consumer<ReplicaListing> consumer) throws TargetException {
        var grouping = new ReplicaGrouping(consumer);
        ListRequest request = ListRequest.below(ancestor);
        boolean more = true;
        while (more) {
            ListPage page = target.list(request);
            for (ListedObject object : page.objects()) {
                grouping.pass(object.key());
                keys.parse(object.key())
                        .filter(name -> name.replica().equals(ancestor)
                                || name.replica().isBelow(ancestor))
                        .ifPresent(name -> grouping.add(listed(name, object)));
            }
            more = page.more();
            request = more ? request.after(page.objects().getLast().key()) : request;
        }
        grouping.finish();
    }

    private static ReplicaFile listed(FileName name, ListedObject object) {
        return new ReplicaFile(
                name.replica(), name.level(), name.range(), object.size(), object.timestamp(), object.timestampExact());
    }

    /// Removes files, and says for each of them, in the order given, what became of it. Removing an absent one
    /// succeeds. Each for itself.
    public List<DeleteResult> delete(List<FileName> files) {
        return target.delete(files.stream().map(keys::key).toList());
    }

    /// Uploads of what an engine puts here that were begun at least so long ago and have not ended. At most 10,000:
    /// others are found when these are thrown away. Strangers' are passed over.
    ///
    /// One request for each 1,000 unfinished uploads, whosesoever.
    public List<UnfinishedUpload> findUnfinished(Duration age) throws TargetException {
        var found = new ArrayList<UnfinishedUpload>();
        target.findUnfinished(age, upload -> {
            if (found.size() < UPLOADS && isOurs(upload.key())) {
                found.add(upload);
            }
        });
        return List.copyOf(found);
    }

    private boolean isOurs(ObjectKey key) {
        return keys.parse(key).isPresent() || key.toString().startsWith(OURS);
    }

    /// Throws away what such an upload has sent. One that has ended since, or is gone, succeeds.
    public void discard(UnfinishedUpload upload) throws TargetException {
        target.discard(upload);
    }

    /// Whose file a key is; the key itself where it is no replica's.
    public ObjectKey replica(ObjectKey key) {
        return keys.parse(key).map(FileName::replica).orElse(key);
    }

    /// Opens a file from its first to its last byte. The caller closes the stream.
    ///
    /// A stream that breaks is opened again at the byte where it broke. The file must be as long as the
    /// listing said.
    ///
    /// @throws TargetException.NotFound when it is gone; the stream throws it too
    public InputStream open(ReplicaFile file) throws TargetException {
        ObjectKey key = keys.key(file.name());
        return ResumingStream.open(target, key, file.size());
    }

    /// Opens a part of a file in the same way.
    ///
    /// @throws TargetException.NotFound when it is gone; the stream throws it too
    public InputStream open(ReplicaFile file, ByteRange part) throws TargetException {
        return ResumingStream.open(target, keys.key(file.name()), file.size(), part);
    }

    /// Opens a part of a file, without a second attempt when it breaks. The caller closes the stream.
    ///
    /// @throws TargetException.NotFound when there is no such file
    public InputStream open(FileName file, ByteRange range) throws TargetException {
        return target.open(keys.key(file), range);
    }

    /// Reads a file's header, and nothing else of it.
    ///
    /// @throws TargetException.NotFound when there is no such file
    /// @throws LtxException when it does not begin with a header
    public LtxHeader readHeader(FileName file) throws IOException {
        try (InputStream in = open(file, ByteRange.first(LtxHeader.BYTES))) {
            return LtxHeader.read(ByteBuffer.wrap(in.readNBytes(LtxHeader.BYTES)));
        } catch (LtxException malformed) {
            throw new LtxException(file + ": " + malformed.getMessage());
        }
    }

    /// The target itself, for what is no LTX file.
    public ReplicaTarget target() {
        return target;
    }

    /// The key of a file on this target, for messages.
    public ObjectKey key(FileName file) {
        return keys.key(file);
    }
}
