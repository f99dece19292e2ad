package io.flotilla.plugins.s3;

import static io.flotilla.plugins.contract.FaultyProxy.each;
import static io.flotilla.plugins.contract.FaultyProxy.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.spi.Examination;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is found out about a store: one that keeps everything, and one that does not.
final class StoreExaminationTest {

    private static final ObjectKey SCRATCH = ObjectKey.of("scratch");

    private static S3Server server;
    private static int buckets;

    private FaultyProxy proxy;
    private String bucket;
    private ReplicaTarget target;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.startOpen();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        bucket = "examined-" + buckets++;
        server.makeBucket(bucket);
        proxy = FaultyProxy.before(server.port());
        target = Opened.target(bucket, proxy.port());
    }

    @AfterEach
    void close() {
        target.close();
        proxy.close();
    }

    @Test
    void findsNothingWrongWithAStoreThatKeepsEverything() throws Exception {
        assertThat(examination().hasOneWriter()).isFalse();
        assertThat(examine()).hasSize(3).allMatch(Finding.Kept.class::isInstance);
    }

    @Test
    void asksForNothingBeforeItIsAskedTo() {
        assertThat(target.examination()).isPresent();
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void noticesAStoreThatTakesAContentWithAnotherChecksum() throws Exception {
        var fault = proxy.add(at("PUT", "/checksum"), new HttpFault.DropsHeader("x-amz-checksum-crc32"));

        assertThat(finding(StoreExamination.CHECKSUM)).isInstanceOf(Finding.Broken.class);
        assertThat(proxy.fired(fault)).isEqualTo(1);
    }

    @Test
    void noticesAStoreThatReplacesAnObjectAtTheEndOfAnUploadInParts() throws Exception {
        var fault = proxy.add(
                at("POST", "/parts").and(request -> request.target().contains("uploadId=")),
                new HttpFault.DropsHeader("If-None-Match"));

        assertThat(finding(StoreExamination.PARTS))
                .isInstanceOf(Finding.Broken.class)
                .satisfies(broken -> assertThat(broken.seen()).contains("replaced an object"));
        assertThat(proxy.fired(fault)).isEqualTo(1);
    }

    @Test
    void saysWhereAnUploadCannotBeGivenUp() throws Exception {
        var fault = proxy.add(each("DELETE"), HttpFault.s3Error(403, "AccessDenied"));

        assertThat(finding(StoreExamination.PARTS))
                .isInstanceOf(Finding.Noted.class)
                .satisfies(noted -> assertThat(noted.seen()).contains("permission denied"));
        assertThat(proxy.fired(fault)).isEqualTo(1);
    }

    @Test
    void saysByHowMuchTheClocksDiffer() throws Exception {
        var fault = proxy.add(
                first(1, each("PUT")),
                new HttpFault.Answers(
                        400,
                        "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\nContent-Type: application/xml\r\n",
                        "<Error><Code>BadDigest</Code><Message>As ordered.</Message></Error>"));

        assertThat(finding(StoreExamination.CLOCK))
                .isInstanceOf(Finding.Broken.class)
                .satisfies(broken -> assertThat(broken.seen()).contains("ahead of the store's", "set it"));
        assertThat(proxy.fired(fault)).isEqualTo(1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAwayAndNotBroken() {
        proxy.add(each("PUT"), HttpFault.s3Error(503, "SlowDown"));

        assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(this::examine);
    }

    @Test
    void knowsThatSomebodySaidThereIsOneWriter() throws Exception {
        try (ReplicaTarget alone = Opened.target(bucket, proxy.port(), "one-writer", "true")) {
            assertThat(alone.examination().orElseThrow().hasOneWriter()).isTrue();
        }
    }

    private static Predicate<HttpRequest> at(String method, String key) {
        return each(method).and(request -> request.target().contains(key));
    }

    private Finding finding(String promise) throws TargetException {
        return examine().stream()
                .filter(found -> found.promise().equals(promise))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> examine() throws TargetException {
        return examination().examine(SCRATCH);
    }

    private Examination examination() {
        return target.examination().orElseThrow();
    }
}
