package io.flotilla.plugins.s3;

import io.flotilla.spi.PutRequest;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Says in the store's words what is to be written, with everything that the settings ask for.
record WriteRequests(S3Settings settings) {

    /// The key of the metadata in which Litestream keeps a file's time: `x-amz-meta-litestream-timestamp`.
    static final String TIMESTAMP = "litestream-timestamp";

    /// Go's `time.RFC3339Nano`: no zeros at the end of the fraction.
    private static final DateTimeFormatter RFC_3339_NANO =
            new DateTimeFormatterBuilder().appendInstant(-1).toFormatter();

    private static final String IF_ABSENT = "*";
    private static final String TYPE = "application/octet-stream";

    /// One request that creates the object.
    PutObjectRequest put(PutRequest request, Digest digest) {
        PutObjectRequest.Builder builder = PutObjectRequest.builder()
                .bucket(settings.place().bucket())
                .key(name(request))
                .ifNoneMatch(IF_ABSENT)
                .contentType(TYPE)
                .metadata(metadata(request));
        storageClass().ifPresent(builder::storageClass);
        switch (digest.kind()) {
            case CRC32 -> builder.checksumCRC32(digest.value());
            case MD5 -> builder.contentMD5(digest.value());
        }
        switch (settings.writing().encryption()) {
            case Encryption.OfTheBucket() -> {}
            case Encryption.OfTheStore() -> builder.serverSideEncryption(ServerSideEncryption.AES256);
            case Encryption.OfTheKeyService service -> {
                builder.serverSideEncryption(ServerSideEncryption.AWS_KMS);
                service.key().ifPresent(builder::ssekmsKeyId);
            }
            case Encryption.OfTheCustomer(String key, String md5) ->
                builder.sseCustomerAlgorithm(Encryption.OfTheCustomer.ALGORITHM)
                        .sseCustomerKey(key)
                        .sseCustomerKeyMD5(md5);
        }
        return builder.build();
    }

    /// Asks whether the object is there.
    HeadObjectRequest look(PutRequest request) {
        HeadObjectRequest.Builder builder =
                HeadObjectRequest.builder().bucket(settings.place().bucket()).key(name(request));
        if (settings.writing().encryption() instanceof Encryption.OfTheCustomer(String key, String md5)) {
            builder.sseCustomerAlgorithm(Encryption.OfTheCustomer.ALGORITHM)
                    .sseCustomerKey(key)
                    .sseCustomerKeyMD5(md5);
        }
        return builder.build();
    }

    /// Begins an upload in parts.
    CreateMultipartUploadRequest begin(PutRequest request) {
        CreateMultipartUploadRequest.Builder builder = CreateMultipartUploadRequest.builder()
                .bucket(settings.place().bucket())
                .key(name(request))
                .contentType(TYPE)
                .metadata(metadata(request));
        storageClass().ifPresent(builder::storageClass);
        if (settings.writing().digest() == Digest.Kind.CRC32) {
            builder.checksumAlgorithm(ChecksumAlgorithm.CRC32);
        }
        switch (settings.writing().encryption()) {
            case Encryption.OfTheBucket() -> {}
            case Encryption.OfTheStore() -> builder.serverSideEncryption(ServerSideEncryption.AES256);
            case Encryption.OfTheKeyService service -> {
                builder.serverSideEncryption(ServerSideEncryption.AWS_KMS);
                service.key().ifPresent(builder::ssekmsKeyId);
            }
            case Encryption.OfTheCustomer(String key, String md5) ->
                builder.sseCustomerAlgorithm(Encryption.OfTheCustomer.ALGORITHM)
                        .sseCustomerKey(key)
                        .sseCustomerKeyMD5(md5);
        }
        return builder.build();
    }

    /// One part of an upload, numbered from 1.
    UploadPartRequest part(CreateMultipartUploadResponse upload, int number, Digest digest) {
        UploadPartRequest.Builder builder = UploadPartRequest.builder()
                .bucket(settings.place().bucket())
                .key(upload.key())
                .uploadId(upload.uploadId())
                .partNumber(number);
        switch (digest.kind()) {
            case CRC32 -> builder.checksumCRC32(digest.value());
            case MD5 -> builder.contentMD5(digest.value());
        }
        if (settings.writing().encryption() instanceof Encryption.OfTheCustomer(String key, String md5)) {
            builder.sseCustomerAlgorithm(Encryption.OfTheCustomer.ALGORITHM)
                    .sseCustomerKey(key)
                    .sseCustomerKeyMD5(md5);
        }
        return builder.build();
    }

    /// Makes an object of the parts, unless one has appeared meanwhile.
    CompleteMultipartUploadRequest complete(CreateMultipartUploadResponse upload, List<CompletedPart> parts) {
        CompleteMultipartUploadRequest.Builder builder = CompleteMultipartUploadRequest.builder()
                .bucket(settings.place().bucket())
                .key(upload.key())
                .uploadId(upload.uploadId())
                .ifNoneMatch(IF_ABSENT)
                .multipartUpload(all -> all.parts(parts));
        if (settings.writing().encryption() instanceof Encryption.OfTheCustomer(String key, String md5)) {
            builder.sseCustomerAlgorithm(Encryption.OfTheCustomer.ALGORITHM)
                    .sseCustomerKey(key)
                    .sseCustomerKeyMD5(md5);
        }
        return builder.build();
    }

    /// Throws the parts of an upload away.
    AbortMultipartUploadRequest abort(CreateMultipartUploadResponse upload) {
        return AbortMultipartUploadRequest.builder()
                .bucket(settings.place().bucket())
                .key(upload.key())
                .uploadId(upload.uploadId())
                .build();
    }

    private Optional<String> storageClass() {
        return Optional.of(settings.writing().storageClass()).filter(named -> !named.isEmpty());
    }

    private String name(PutRequest request) {
        return settings.place().name(request.key());
    }

    private static Map<String, String> metadata(PutRequest request) {
        return Map.of(TIMESTAMP, RFC_3339_NANO.format(request.timestamp()));
    }
}
