package io.flotilla.plugins.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.Examination;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/// Tries out what stores do differently: whether a checksum is checked, whether the end of an upload in parts replaces
/// an object, how far the clocks are apart. Six or seven requests.
final class StoreExamination implements Examination {

    static final String CHECKSUM = "a content that changed on the way is refused";
    static final String PARTS = "an upload in parts replaces nothing";
    static final String CLOCK = "the clocks agree";

    /// Stores refuse what was signed a quarter of an hour from now.
    private static final Duration FAR_APART = Duration.ofMinutes(10);

    private static final int BAD_REQUEST = 400;

    private final S3Client client;
    private final WriteRequests requests;
    private final Failures failures;
    private final SkewedClock clock;

    StoreExamination(S3Client client, WriteRequests requests, Failures failures, SkewedClock clock) {
        this.client = client;
        this.requests = requests;
        this.failures = failures;
        this.clock = clock;
    }

    @Override
    public boolean hasOneWriter() {
        return requests.settings().writing().oneWriter();
    }

    @Override
    public List<Finding> examine(ObjectKey scratch) throws TargetException {
        try {
            List<Finding> findings = new ArrayList<>();
            findings.add(checksum(scratch.child("checksum")));
            findings.add(parts(scratch.child("parts")));
            findings.add(clocks());
            return findings;
        } catch (SdkException failure) {
            throw failures.of(failure, "examine " + scratch);
        }
    }

    /// Another content than the one that the checksum was made of.
    private Finding checksum(ObjectKey key) throws TargetException {
        PutRequest sent = text(key, "sent");
        Digest.Kind kind = requests.settings().writing().digest();
        Digest other = Digest.of(Slice.whole(text(key, "meant").payload()), kind);
        String header = switch (kind) {
            case CRC32 -> "x-amz-checksum-crc32";
            case MD5 -> "Content-MD5";
        };
        try {
            client.putObject(
                    requests.put(sent, other), Slice.whole(sent.payload()).body());
            return new Finding.Broken(CHECKSUM, "the store took a content that does not fit its " + header);
        } catch (AwsServiceException refusal) {
            if (refusal.statusCode() != BAD_REQUEST) {
                throw refusal;
            }
            return new Finding.Kept(CHECKSUM, header + ": " + Failures.code(refusal));
        }
    }

    private Finding parts(ObjectKey key) throws TargetException {
        PutRequest first = text(key, "first");
        put(first);
        PutRequest second = text(key, "second");
        CreateMultipartUploadResponse upload = client.createMultipartUpload(requests.begin(second));
        try {
            client.completeMultipartUpload(requests.complete(upload, List.of(part(second, upload))));
            return new Finding.Broken(
                    PARTS, "the end of an upload in parts replaced an object: keep 'part-size' above every snapshot");
        } catch (SdkException refusal) {
            Optional<Finding> unusual = abort(upload);
            if (!Failures.hasStatus(refusal, ObjectPut.ALREADY_THERE)) {
                throw refusal;
            }
            return unusual.orElseGet(() -> new Finding.Kept(PARTS, "412 " + Failures.code(refusal)));
        }
    }

    private void put(PutRequest request) throws TargetException {
        Slice content = Slice.whole(request.payload());
        client.putObject(
                requests.put(
                        request,
                        Digest.of(content, requests.settings().writing().digest())),
                content.body());
    }

    private CompletedPart part(PutRequest request, CreateMultipartUploadResponse upload) throws TargetException {
        Slice content = Slice.whole(request.payload());
        Digest digest = Digest.of(content, requests.settings().writing().digest());
        String eTag = client.uploadPart(requests.part(upload, 1, digest), content.body())
                .eTag();
        CompletedPart.Builder part = CompletedPart.builder().partNumber(1).eTag(eTag);
        return switch (digest.kind()) {
            case CRC32 -> part.checksumCRC32(digest.value()).build();
            case MD5 -> part.build();
        };
    }

    /// Says where that is not allowed: what a killed process left there stays, and is billed.
    private Optional<Finding> abort(CreateMultipartUploadResponse upload) {
        try {
            client.abortMultipartUpload(requests.abort(upload));
            return Optional.empty();
        } catch (SdkException stays) {
            return Optional.of(new Finding.Noted(
                    PARTS,
                    "kept, but an upload cannot be given up and its parts stay: "
                            + failures.of(stays, "abort an upload").getMessage()));
        }
    }

    private Finding clocks() {
        Optional<Duration> ahead = clock.ahead();
        if (ahead.isEmpty()) {
            return new Finding.Noted(CLOCK, "the store does not say what time it is");
        }
        Duration by = ahead.get();
        String seen = "this machine's is " + by.abs().toSeconds() + " s " + (by.isPositive() ? "ahead of" : "behind")
                + " the store's";
        return by.abs().compareTo(FAR_APART) > 0
                ? new Finding.Broken(CLOCK, seen + ": set it")
                : new Finding.Kept(CLOCK, by.isZero() ? "to the second" : seen);
    }

    private static PutRequest text(ObjectKey key, String content) {
        return new PutRequest(key, new BytesPayload(content.getBytes(UTF_8)), Instant.EPOCH);
    }
}
