package io.flotilla.plugins.s3;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.Examination;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/// Keeps objects in a bucket.
///
/// A put costs one request, or one for each part and three more where it is larger than a part. The puts of a batch,
/// and the parts of an object, are on their way at the same time, on the executor. A read, a page of a listing and a
/// thousand deletes cost one request each.
final class S3Target implements ReplicaTarget {

    private final S3Settings settings;
    private final Runnable end;
    private final Parallel puts;
    private final ObjectPut put;
    private final ObjectRead read;
    private final Listing listing;
    private final Deletion deletion;
    private final UnfinishedUploads unfinished;
    private final Examination examination;
    private volatile boolean closed;

    private S3Target(S3Settings settings, S3Client client, SkewedClock clock, Ends ends) {
        this.settings = settings;
        this.end = ends.end();
        Executor executor = ends.executor();
        var failures = new Failures(settings);
        this.puts = new Parallel(executor, settings.writing().puts());
        var parts = new Parallel(executor, settings.writing().parts());
        var writes = new WriteRequests(settings);
        this.put = new ObjectPut(client, writes, failures, new MultipartPut(client, writes, failures, parts));
        this.read = new ObjectRead(client, settings, failures);
        this.listing = new Listing(client, settings.place(), failures);
        this.deletion = new Deletion(client, settings.place(), failures);
        this.unfinished = new UnfinishedUploads(client, settings.place(), failures, puts);
        this.examination = new StoreExamination(client, writes, failures, clock);
    }

    /// Whose threads it uses, and what is to be done when it is closed.
    private record Ends(Executor executor, Runnable end) {}

    /// Opens a target; nothing is asked of the store. The executor is for requests at the same time.
    static S3Target open(S3Settings settings, Surroundings surroundings) throws TargetException {
        SdkHttpClient connections = Clients.connections(settings);
        var clock = new SkewedClock();
        S3Client client = Clients.make(settings, connections, clock, new ToldRequests(surroundings.requests()));
        return new S3Target(settings, client, clock, new Ends(surroundings.executor(), () -> {
            client.close();
            connections.close();
        }));
    }

    /// The same through a client that stays with whoever has it.
    static S3Target through(S3Client client, S3Settings settings, Surroundings surroundings) {
        return new S3Target(settings, client, new SkewedClock(), new Ends(surroundings.executor(), () -> {}));
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        checkOpen();
        checkDistinct(batch);
        return puts.map(batch, put::put);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        checkOpen();
        return puts.one(() -> read.open(key, range));
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        checkOpen();
        return puts.one(() -> listing.page(request));
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        checkOpen();
        return deletion.delete(keys);
    }

    @Override
    public void findUnfinished(Duration age, Consumer<UnfinishedUpload> consumer) throws TargetException {
        checkOpen();
        unfinished.find(age, consumer);
    }

    @Override
    public void discard(UnfinishedUpload upload) throws TargetException {
        checkOpen();
        unfinished.discard(upload);
    }

    @Override
    public Optional<Examination> examination() {
        return Optional.of(examination);
    }

    /// Their time is limited, see [Connection].
    @Override
    public boolean endsReads() {
        return true;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            end.run();
        }
    }

    private static void checkDistinct(List<PutRequest> batch) {
        Set<ObjectKey> keys = new HashSet<>();
        for (PutRequest request : batch) {
            if (!keys.add(request.key())) {
                throw new IllegalArgumentException("Twice in one batch: " + request.key());
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The target " + settings.place() + " is closed");
        }
    }
}
