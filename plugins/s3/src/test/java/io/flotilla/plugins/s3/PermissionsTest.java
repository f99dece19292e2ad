package io.flotilla.plugins.s3;

import static io.flotilla.plugins.s3.Objects.assertStored;
import static io.flotilla.plugins.s3.Objects.failure;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static io.flotilla.plugins.s3.Objects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What each of the policies in docs/s3.md allows, and what it does not.
final class PermissionsTest {

    private static final byte[] SMALL = random(1000);
    private static final byte[] IN_PARTS = random(11_000_000);

    private static S3Server server;
    private static int buckets;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Test
    void aWriterPutsListsAndReadsAndMayNotDelete() throws Exception {
        as(Permissions.OF_A_WRITER, target -> {
            assertStored(target, "a", SMALL);
            assertStored(target, "large", IN_PARTS);
            assertThat(failure(put(target, "a", SMALL))).isInstanceOf(TargetException.AlreadyExists.class);
            assertThat(failure(put(target, "large", IN_PARTS))).isInstanceOf(TargetException.AlreadyExists.class);
            assertThat(read(target, "a")).isEqualTo(SMALL);
            assertThat(target.list(ListRequest.below(ObjectKey.ROOT)).objects()).hasSize(2);

            assertThat(target.delete(List.of(ObjectKey.of("a"))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            DeleteResult.NotDeleted.class,
                            left -> assertThat(left.cause())
                                    .isInstanceOf(TargetException.Refused.class)
                                    .hasMessageContaining("permission denied"));
            assertThat(read(target, "a")).isEqualTo(SMALL);
            assertThatExceptionOfType(TargetException.Refused.class)
                    .isThrownBy(() -> target.findUnfinished(Duration.ZERO, upload -> {}))
                    .withMessageContaining("permission denied");
        });
    }

    @Test
    void aJanitorDeletesToo() throws Exception {
        as(Permissions.OF_A_JANITOR, target -> {
            assertStored(target, "a", SMALL);
            assertThat(target.delete(List.of(ObjectKey.of("a"))))
                    .containsExactly(new DeleteResult.Absent(ObjectKey.of("a")));

            Uploads.begin(server.port(), bucket(), List.of("fleet/b"));
            List<UnfinishedUpload> found = Uploads.find(target, Uploads.ANY);
            assertThat(found).hasSize(1);
            target.discard(found.getFirst());
            assertThat(server.store().listMultipartUploads(bucket())).isEmpty();
        });
    }

    @Test
    void aRestorerReadsAndMayNotPut() throws Exception {
        as(Permissions.OF_A_RESTORER, target -> {
            assertThat(target.list(ListRequest.below(ObjectKey.ROOT)).objects()).isEmpty();
            assertThat(failure(put(target, "a", SMALL)))
                    .isInstanceOf(TargetException.Refused.class)
                    .hasMessageContaining("permission denied");
        });
    }

    private interface Use {
        void by(ReplicaTarget target) throws Exception;
    }

    private static void as(Set<String> allowed, Use use) throws Exception {
        buckets++;
        server.makeBucket(bucket());
        try (FaultyProxy proxy = Permissions.before(server.port(), allowed);
                ReplicaTarget target = Opened.target(bucket() + "/fleet", proxy.port())) {
            use.by(target);
        }
    }

    /// That of this test.
    private static String bucket() {
        return "permissions-" + buckets;
    }
}
