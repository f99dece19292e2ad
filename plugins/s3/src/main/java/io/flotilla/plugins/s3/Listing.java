package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
///
/// A page that goes on where one of the last pages ended is asked for by that one's continuation token: MinIO passes
/// over objects behind a `start-after` that is no end of a page. Safe for use by several threads.
final class Listing {

    /// More than there are listings at a time.
    private static final int TOKENS = 256;

    private final S3Client client;
    private final Place place;
    private final Failures failures;
    private final Map<PageEnd, String> tokens = new LinkedHashMap<>();

    /// The last object of a page, among those below a prefix.
    private record PageEnd(String prefix, String name) {}

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
            goOn(asked, token(new PageEnd(above, after)), after);
        }
        try {
            return page(asked, above);
        } catch (SdkException failure) {
            throw failures.of(failure, "list " + above);
        }
    }

    /// A page of strangers' objects alone is followed by the next one.
    private ListPage page(ListObjectsV2Request.Builder asked, String above) {
        while (true) {
            ListObjectsV2Response answer = client.listObjectsV2(asked.build());
            List<ListedObject> ours = answer.contents().stream()
                    .flatMap(found -> listed(found).stream())
                    .toList();
            boolean more = Boolean.TRUE.equals(answer.isTruncated())
                    && !answer.contents().isEmpty();
            Optional<String> token = Optional.ofNullable(answer.nextContinuationToken());
            if (!more || !ours.isEmpty()) {
                token.filter(next -> more)
                        .ifPresent(next -> keep(
                                new PageEnd(above, place.name(ours.getLast().key())), next));
                return new ListPage(ours, more);
            }
            goOn(asked, token, answer.contents().getLast().key());
        }
    }

    /// A store that gives no token is asked by the name.
    private static void goOn(ListObjectsV2Request.Builder asked, Optional<String> token, String after) {
        asked.continuationToken(token.orElse(null));
        asked.startAfter(token.isPresent() ? null : after);
    }

    private synchronized Optional<String> token(PageEnd end) {
        return Optional.ofNullable(tokens.get(end));
    }

    /// It stays after its use, for a page that has to be asked for again.
    private synchronized void keep(PageEnd end, String token) {
        tokens.remove(end);
        tokens.put(end, token);
        if (tokens.size() > TOKENS) {
            tokens.remove(tokens.keySet().iterator().next());
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
