package io.flotilla.plugins.s3;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/// Keeps objects in a bucket.
///
/// A put costs one request, or one for each part and three more where it is larger than a part. The puts of a batch,
/// and the parts of an object, are on their way at the same time, on the executor. A read, a page of a listing and a
/// thousand deletes cost one request each.
final class S3Target implements ReplicaTarget {

    private final S3Settings settings;
    private final SdkHttpClient connections;
    private final S3Client client;
    private final Parallel puts;
    private final ObjectPut put;
    private final ObjectRead read;
    private final Listing listing;
    private final Deletion deletion;
    private volatile boolean closed;

    private S3Target(S3Settings settings, SdkHttpClient connections, S3Client client, Executor executor) {
        this.settings = settings;
        this.connections = connections;
        this.client = client;
        var failures = new Failures(settings);
        this.puts = new Parallel(executor, settings.writing().puts());
        var parts = new Parallel(executor, settings.writing().parts());
        var writes = new WriteRequests(settings);
        this.put = new ObjectPut(client, writes, failures, new MultipartPut(client, writes, failures, parts));
        this.read = new ObjectRead(client, settings, failures);
        this.listing = new Listing(client, settings.place(), failures);
        this.deletion = new Deletion(client, settings.place(), failures);
    }

    /// Opens a target; nothing is asked of the store. The executor is for requests at the same time.
    static S3Target open(S3Settings settings, Executor executor) throws TargetException {
        SdkHttpClient connections = Clients.connections(settings);
        return new S3Target(settings, connections, Clients.make(settings, connections), executor);
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
        return read.open(key, range);
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        checkOpen();
        return listing.page(request);
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        checkOpen();
        return deletion.delete(keys);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            client.close();
            connections.close();
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
