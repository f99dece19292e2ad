package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/// S3Proxy's store in memory, made to do two things as S3 does: an object is listed only when it is whole, and names
/// are ordered by their bytes in UTF-8 (it orders them by UTF-16). A test can make an upload older than it is.
final class AsS3Does extends ForwardingBlobStore {

    private static final Comparator<String> BYTES =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final Map<String, Duration> older = new ConcurrentHashMap<>();

    AsS3Does(BlobStore store) {
        super(store);
    }

    /// Uploads of this object were begun so much earlier, from now on.
    void makeOlder(String key, Duration by) {
        older.put(key, by);
    }

    @Override
    public List<MultipartUpload> listMultipartUploads(String container) {
        return super.listMultipartUploads(container).stream()
                .map(upload -> upload.copy(copy ->
                        copy.initiated(upload.initiated().minus(older.getOrDefault(upload.key(), Duration.ZERO)))))
                .toList();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        byte[] whole = bytes(content);
        return exclusively(lock.writeLock(), () -> super.putBlob(request, new ByteArrayInputStream(whole)));
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        List<S3Object> objects = exclusively(lock.readLock(), () -> all(request));
        String after = request.continuationToken() == null ? request.startAfter() : request.continuationToken();
        int most = request.maxKeys() == null ? 1000 : request.maxKeys();
        List<S3Object> behind = objects.stream()
                .filter(object -> after == null || BYTES.compare(object.key(), after) > 0)
                .sorted(Comparator.comparing(S3Object::key, BYTES))
                .toList();
        List<S3Object> page = behind.subList(0, Math.min(most, behind.size()));
        ListObjectsV2Response.Builder answer =
                ListObjectsV2Response.builder().contents(page).isTruncated(behind.size() > page.size());
        return behind.size() > page.size()
                ? answer.nextContinuationToken(page.getLast().key()).build()
                : answer.build();
    }

    private List<S3Object> all(ListObjectsV2Request request) {
        List<S3Object> all = new ArrayList<>();
        ListObjectsV2Request next = request.copy(
                copy -> copy.startAfter(null).continuationToken(null).maxKeys(1000));
        while (true) {
            ListObjectsV2Response page = super.list(next);
            all.addAll(page.contents());
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return all;
            }
            String token = page.nextContinuationToken();
            next = next.copy(copy -> copy.continuationToken(token));
        }
    }

    private static byte[] bytes(InputStream content) {
        try {
            return content.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static <T> T exclusively(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
