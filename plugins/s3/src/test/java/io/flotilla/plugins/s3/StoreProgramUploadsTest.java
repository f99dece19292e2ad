package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.RunningStores;
import io.flotilla.plugins.contract.StoreProgram;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.UnfinishedUpload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Uploads that never ended, at each store that is a program of its own and is here; the others are skipped.
final class StoreProgramUploadsTest {

    private static final String BUCKET = "uploads";

    @Tag("S-18")
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = "MINIO") // tells of none below a prefix, and throws them away after a day by itself
    void whatWasLeftIsFoundAndThrownAway(StoreProgram program, @TempDir Path directory) throws Exception {
        try (var stores = new RunningStores(directory, S3Server.ACCESS_KEY, S3Server.SECRET_KEY)) {
            int port = stores.port(program);
            Buckets.make(BUCKET, port);
            Uploads.begin(port, BUCKET, List.of("fleet/a.db/0009/1.ltx", "fleet/a.db/0009/1.ltx", "stranger/a"));
            try (ReplicaTarget target = Opened.target(BUCKET + "/fleet", port)) {
                List<UnfinishedUpload> found = Uploads.find(target, Uploads.ANY);
                assertThat(found).hasSize(2);
                for (UnfinishedUpload upload : found) {
                    target.discard(upload);
                    target.discard(upload);
                }
                assertThat(Uploads.find(target, Uploads.ANY)).isEmpty();
            }
            try (ReplicaTarget all = Opened.target(BUCKET, port)) {
                assertThat(Uploads.find(all, Uploads.ANY)).hasSize(1);
            }
        }
    }
}
