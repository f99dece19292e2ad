package io.flotilla.plugins.s3;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// Finds uploads in parts that have not ended, page by page, and gives them up.
///
/// How old one is, the store's own clock says, by the time of its answer: this machine's may be wrong. How large one
/// is, no listing says. Safe for use by several threads.
final class UnfinishedUploads {

    private static final int PAGE = 1000;

    private final S3Client client;
    private final Place place;
    private final Failures failures;
    private final Parallel parallel;

    UnfinishedUploads(S3Client client, Place place, Failures failures, Parallel parallel) {
        this.client = client;
        this.place = place;
        this.failures = failures;
        this.parallel = parallel;
    }

    /// One request for each thousand below the target's root, whatever their age.
    void find(Duration age, Consumer<UnfinishedUpload> consumer) throws TargetException {
        var next = ListMultipartUploadsRequest.builder()
                .bucket(place.bucket())
                .prefix(place.above(ObjectKey.ROOT))
                .maxUploads(PAGE)
                .build();
        boolean more = true;
        while (more) {
            ListMultipartUploadsRequest asked = next;
            ListMultipartUploadsResponse page = parallel.one(() -> page(asked));
            tell(page, now(page).minus(age), consumer);
            next = asked.copy(
                    request -> request.keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker()));
            // A store that does not know the markers gives the same page for ever.
            more = Boolean.TRUE.equals(page.isTruncated()) && !next.equals(asked);
        }
    }

    void discard(UnfinishedUpload upload) throws TargetException {
        parallel.one(() -> abort(upload));
    }

    private ListMultipartUploadsResponse page(ListMultipartUploadsRequest request) throws TargetException {
        try {
            return client.listMultipartUploads(request);
        } catch (SdkException failure) {
            throw failures.of(failure, "list unfinished uploads");
        }
    }

    private void tell(ListMultipartUploadsResponse page, Instant latest, Consumer<UnfinishedUpload> consumer) {
        for (MultipartUpload upload : page.uploads()) {
            Instant begun = Objects.requireNonNullElse(upload.initiated(), Instant.MAX);
            if (!begun.isAfter(latest)) {
                place.key(upload.key())
                        .ifPresent(key -> consumer.accept(new UnfinishedUpload(key, upload.uploadId(), begun)));
            }
        }
    }

    private Instant now(ListMultipartUploadsResponse page) throws TargetException {
        return SkewedClock.timeOf(page.sdkHttpResponse())
                .orElseThrow(() -> new TargetException.Refused(
                        place + ": the store does not say what time it is, so nobody knows how old its uploads are"));
    }

    private UnfinishedUpload abort(UnfinishedUpload upload) throws TargetException {
        try {
            client.abortMultipartUpload(request ->
                    request.bucket(place.bucket()).key(place.name(upload.key())).uploadId(upload.id()));
        } catch (SdkException failure) {
            if (!Failures.hasStatus(failure, MultipartPut.NOT_THERE)
                    || Failures.code(failure).equals("NoSuchBucket")) {
                throw failures.of(failure, "give up an upload of " + upload.key());
            }
        }
        return upload;
    }
}
