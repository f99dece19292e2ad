package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Lists objects page by page. An object's time is when the store got it: metadata is not in a listing.
///
/// Objects whose names spell no key of ours are passed over.
final class Listing {

    private final S3Client client;
    private final Place place;
    private final Failures failures;

    Listing(S3Client client, Place place, Failures failures) {
        this.client = client;
        this.place = place;
        this.failures = failures;
    }

    ListPage page(ListRequest request) throws TargetException {
        String above = place.above(request.ancestor());
        String after = place.name(request.startAfter());
        boolean before = compare(after, above) <= 0;
        if (!before && !after.startsWith(above)) {
            return new ListPage(List.of(), false);
        }
        int limit = Math.min(request.limit(), ListRequest.PAGE);
        ListObjectsV2Request.Builder asked = ListObjectsV2Request.builder()
                .bucket(place.bucket())
                .prefix(above)
                .maxKeys(limit);
        if (!before) {
            asked.startAfter(after);
        }
        try {
            return page(asked);
        } catch (SdkException failure) {
            throw failures.of(failure, "list " + above);
        }
    }

    /// A page of strangers' objects alone is followed by the next one.
    private ListPage page(ListObjectsV2Request.Builder asked) {
        while (true) {
            ListObjectsV2Response answer = client.listObjectsV2(asked.build());
            List<ListedObject> ours = answer.contents().stream()
                    .flatMap(found -> listed(found).stream())
                    .toList();
            boolean more = Boolean.TRUE.equals(answer.isTruncated())
                    && !answer.contents().isEmpty();
            if (!more || !ours.isEmpty()) {
                return new ListPage(ours, more);
            }
            asked.startAfter(answer.contents().getLast().key());
        }
    }

    private Optional<ListedObject> listed(S3Object found) {
        Optional<ObjectKey> key = place.key(found.key());
        return key.map(ours -> new ListedObject(
                ours,
                Objects.requireNonNullElse(found.size(), 0L),
                Objects.requireNonNullElse(found.lastModified(), Instant.EPOCH),
                false));
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
}
