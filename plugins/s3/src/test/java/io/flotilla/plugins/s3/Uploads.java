package io.flotilla.plugins.s3;

import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Uploads in parts, for tests of those that do not end.
final class Uploads {

    /// Also what was begun in the second that the store's answer is of.
    static final Duration ANY = Duration.ofDays(-1);

    private Uploads() {}

    /// Begins some, each of one part, and does not end them.
    static void begin(int port, String bucket, List<String> names) {
        try (S3Client client = Buckets.client(port)) {
            for (String name : names) {
                String id = client.createMultipartUpload(
                                upload -> upload.bucket(bucket).key(name))
                        .uploadId();
                client.uploadPart(
                        part -> part.bucket(bucket).key(name).uploadId(id).partNumber(1),
                        RequestBody.fromString("part"));
            }
        }
    }

    /// What a target tells of.
    static List<UnfinishedUpload> find(ReplicaTarget target, Duration age) throws TargetException {
        List<UnfinishedUpload> found = new ArrayList<>();
        target.findUnfinished(age, found::add);
        return found;
    }
}
