package io.flotilla.plugins.s3;

import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Creates an object, unless there is one: the store decides (`If-None-Match: *`).
///
/// 412 says that there is one. 409 says that another put of the key was on its way at the same moment: which of them
/// wins will be known at the next attempt.
final class ObjectPut {

    static final int ALREADY_THERE = 412;

    private final S3Client client;
    private final WriteRequests requests;
    private final Failures failures;
    private final MultipartPut inParts;

    ObjectPut(S3Client client, WriteRequests requests, Failures failures, MultipartPut inParts) {
        this.client = client;
        this.requests = requests;
        this.failures = failures;
        this.inParts = inParts;
    }

    PutResult put(PutRequest request) {
        try {
            if (request.key().isRoot()) {
                throw new TargetException.Refused("An object has a name: its key is not the root of the target");
            }
            if (request.payload().size() > requests.settings().writing().partBytes()) {
                inParts.put(request);
            } else {
                inOnePiece(request);
            }
            return new PutResult.Stored(request.key());
        } catch (TargetException failure) {
            return new PutResult.NotStored(request.key(), failure);
        } catch (SdkException failure) {
            return new PutResult.NotStored(request.key(), failure(request, failure));
        }
    }

    private void inOnePiece(PutRequest request) throws TargetException {
        Slice content = Slice.whole(request.payload());
        Digest digest = Digest.of(content, requests.settings().writing().digest());
        PutObjectResponse answer = client.putObject(requests.put(request, digest), content.body());
        new EncryptionCheck(requests.settings())
                .check(request.key(), answer.serverSideEncryptionAsString(), answer.sseCustomerAlgorithm());
    }

    private TargetException failure(PutRequest request, SdkException failure) {
        return Failures.hasStatus(failure, ALREADY_THERE)
                ? new TargetException.AlreadyExists(request.key())
                : failures.of(failure, "put " + request.key());
    }
}
