package io.flotilla.plugins.s3;

import io.flotilla.spi.PutRequest;
import io.flotilla.spi.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Creates a large object of parts, each read from the payload where it is sent: none is held in memory.
///
/// The object appears whole with the last request, and only where there is none yet. Whatever goes wrong before,
/// the parts are thrown away; when that fails too, they stay until somebody looks for what was left unfinished.
final class MultipartPut {

    static final int NOT_THERE = 404;

    private final S3Client client;
    private final WriteRequests requests;
    private final Failures failures;
    private final Parallel parallel;

    MultipartPut(S3Client client, WriteRequests requests, Failures failures, Parallel parallel) {
        this.client = client;
        this.requests = requests;
        this.failures = failures;
        this.parallel = parallel;
    }

    void put(PutRequest request) throws TargetException {
        refuseExisting(request);
        CreateMultipartUploadResponse upload = client.createMultipartUpload(requests.begin(request));
        try {
            new EncryptionCheck(requests.settings())
                    .check(request.key(), upload.serverSideEncryptionAsString(), upload.sseCustomerAlgorithm());
            client.completeMultipartUpload(requests.complete(upload, parts(request, upload)));
        } catch (TargetException | SdkException failure) {
            abort(upload, failure);
            throw failure;
        }
    }

    /// Before gigabytes are sent for nothing. A policy that hides what is not there says 403 here.
    private void refuseExisting(PutRequest request) throws TargetException {
        try {
            client.headObject(requests.look(request));
        } catch (SdkException absent) {
            if (Failures.hasStatus(absent, NOT_THERE) || Failures.hasStatus(absent, 403)) {
                return;
            }
            throw absent;
        }
        throw new TargetException.AlreadyExists(request.key());
    }

    private List<CompletedPart> parts(PutRequest request, CreateMultipartUploadResponse upload) throws TargetException {
        long size = request.payload().size();
        long partBytes = requests.settings().writing().partBytes(size);
        List<Slice> slices = IntStream.range(0, Math.toIntExact(Math.ceilDiv(size, partBytes)))
                .mapToObj(index ->
                        new Slice(request.payload(), index * partBytes, Math.min(partBytes, size - index * partBytes)))
                .toList();
        var sending = new Sending(request, upload, partBytes);
        List<CompletedPart> parts = new ArrayList<>(slices.size());
        for (Outcome outcome : parallel.map(slices, sending::send)) {
            switch (outcome) {
                case Sent(CompletedPart part) -> parts.add(part);
                case Failed(TargetException cause) -> throw cause;
            }
        }
        return parts;
    }

    private void abort(CreateMultipartUploadResponse upload, Exception why) {
        try {
            client.abortMultipartUpload(requests.abort(upload));
        } catch (SdkException stays) {
            why.addSuppressed(stays);
        }
    }

    /// What became of a part.
    private sealed interface Outcome {}

    private record Sent(CompletedPart part) implements Outcome {}

    private record Failed(TargetException cause) implements Outcome {}

    /// The parts of one upload on their way. After the first failure the others are not sent any more.
    private final class Sending {

        private final PutRequest request;
        private final CreateMultipartUploadResponse upload;
        private final long partBytes;
        private volatile boolean failed;

        private Sending(PutRequest request, CreateMultipartUploadResponse upload, long partBytes) {
            this.request = request;
            this.upload = upload;
            this.partBytes = partBytes;
        }

        private Outcome send(Slice slice) {
            if (failed) {
                return new Failed(new TargetException.Unavailable("Another part of the upload failed"));
            }
            try {
                int number = Math.toIntExact(slice.offset() / partBytes) + 1;
                Digest digest = Digest.of(slice, requests.settings().writing().digest());
                UploadPartResponse answer = client.uploadPart(requests.part(upload, number, digest), slice.body());
                return new Sent(completed(number, answer, digest));
            } catch (TargetException failure) {
                failed = true;
                return new Failed(failure);
            } catch (SdkException failure) {
                failed = true;
                return new Failed(failures.of(failure, "put " + request.key()));
            }
        }

        private static CompletedPart completed(int number, UploadPartResponse answer, Digest digest) {
            CompletedPart.Builder part =
                    CompletedPart.builder().partNumber(number).eTag(answer.eTag());
            return switch (digest.kind()) {
                case CRC32 -> part.checksumCRC32(digest.value()).build();
                case MD5 -> part.build();
            };
        }
    }
}
