package io.flotilla.plugins.s3;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// Opens objects, or parts of them.
final class ObjectRead {

    private static final int NOT_THERE = 404;
    private static final int CHANGED = 412;
    private static final int BEHIND_THE_END = 416;

    private final S3Client client;
    private final S3Settings settings;
    private final Failures failures;

    ObjectRead(S3Client client, S3Settings settings, Failures failures) {
        this.client = client;
        this.settings = settings;
        this.failures = failures;
    }

    InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        if (key.isRoot()) {
            throw new TargetException.NotFound(key);
        }
        try {
            GetObjectRequest.Builder request = request(key);
            if (range.offset() > 0 || end(range) < Long.MAX_VALUE) {
                request.range(header(range));
            } else {
                request.checksumMode(ChecksumMode.ENABLED);
            }
            return ObjectStream.of(this, key, range.offset(), answer(request.build(), range.offset()));
        } catch (SdkException failure) {
            if (Failures.hasStatus(failure, BEHIND_THE_END)) {
                return InputStream.nullInputStream();
            }
            throw failure(key, failure);
        }
    }

    /// Opens the rest of an object from this byte on, up to the end of what was asked for first.
    ///
    /// @throws TargetException.Unavailable also where it is not the same object any more
    ResponseInputStream<GetObjectResponse> resume(ObjectKey key, ByteRange rest, String eTag) throws TargetException {
        try {
            return answer(request(key).range(header(rest)).ifMatch(eTag).build(), rest.offset());
        } catch (SdkException failure) {
            if (Failures.hasStatus(failure, CHANGED)) {
                throw new TargetException.Unavailable(
                        settings.place() + ": " + key + " was replaced while it was read", failure);
            }
            throw failure(key, failure);
        }
    }

    TargetException failure(ObjectKey key, SdkException failure) {
        return Failures.hasStatus(failure, NOT_THERE) && !Failures.code(failure).equals("NoSuchBucket")
                ? new TargetException.NotFound(key)
                : failures.of(failure, "read " + key);
    }

    String name(ObjectKey key) {
        return settings.place() + ": " + key;
    }

    /// Some stores ignore a range, and send everything.
    private ResponseInputStream<GetObjectResponse> answer(GetObjectRequest request, long offset)
            throws TargetException {
        ResponseInputStream<GetObjectResponse> stream = client.getObject(request);
        String range = stream.response().contentRange();
        if (offset > 0 && (range == null || !range.startsWith("bytes " + offset + "-"))) {
            stream.abort();
            throw new TargetException.Refused(settings.place() + ": the store was asked for the bytes from " + offset
                    + " on and sent others: choose another one");
        }
        return stream;
    }

    private GetObjectRequest.Builder request(ObjectKey key) {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(settings.place().bucket())
                .key(settings.place().name(key));
        if (settings.writing().encryption() instanceof Encryption.OfTheCustomer(String secret, String md5)) {
            request.sseCustomerAlgorithm(Encryption.OfTheCustomer.ALGORITHM)
                    .sseCustomerKey(secret)
                    .sseCustomerKeyMD5(md5);
        }
        return request;
    }

    private static String header(ByteRange range) {
        long end = end(range);
        return "bytes=" + range.offset() + "-" + (end == Long.MAX_VALUE ? "" : end - 1);
    }

    private static long end(ByteRange range) {
        return range.length() > Long.MAX_VALUE - range.offset() ? Long.MAX_VALUE : range.offset() + range.length();
    }
}
