package io.flotilla.plugins.s3;

import static io.flotilla.plugins.contract.FaultyProxy.each;
import static io.flotilla.plugins.contract.FaultyProxy.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.spi.Examination;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is found out about a store: one that keeps everything, and one that does not.
final class StoreExaminationTest {

    private static final ObjectKey SCRATCH = ObjectKey.of("scratch");

    @RegisterExtension
    private static final StoreUnderTest store = StoreUnderTest.open();

    @Test
    void findsNothingWrongWithAStoreThatKeepsEverything() throws Exception {
        assertThat(examination().hasOneWriter()).isFalse();
        assertThat(examine()).hasSize(3).allMatch(Finding.Kept.class::isInstance);
    }

    @Test
    void asksForNothingBeforeItIsAskedTo() {
        assertThat(store.target().examination()).isPresent();
        assertThat(store.proxy().requests()).isEmpty();
    }

    @Test
    void noticesAStoreThatTakesAContentWithAnotherChecksum() throws Exception {
        var fault = store.proxy().add(at("PUT", "/checksum"), new HttpFault.DropsHeader("x-amz-checksum-crc32"));

        assertThat(finding(StoreExamination.CHECKSUM)).isInstanceOf(Finding.Broken.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Test
    void noticesAStoreThatReplacesAnObjectAtTheEndOfAnUploadInParts() throws Exception {
        var fault = store.proxy()
                .add(
                        at("POST", "/parts").and(request -> request.target().contains("uploadId=")),
                        new HttpFault.DropsHeader("If-None-Match"));

        assertThat(finding(StoreExamination.PARTS))
                .isInstanceOf(Finding.Broken.class)
                .satisfies(broken -> assertThat(broken.seen()).contains("replaced an object"));
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Test
    void saysWhereAnUploadCannotBeGivenUp() throws Exception {
        var fault = store.proxy().add(each("DELETE"), HttpFault.s3Error(403, "AccessDenied"));

        assertThat(finding(StoreExamination.PARTS))
                .isInstanceOf(Finding.Noted.class)
                .satisfies(noted -> assertThat(noted.seen()).contains("permission denied"));
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Test
    void saysByHowMuchTheClocksDiffer() throws Exception {
        var fault = store.proxy()
                .add(
                        first(1, each("PUT")),
                        new HttpFault.Answers(
                                400,
                                "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\nContent-Type: application/xml\r\n",
                                "<Error><Code>BadDigest</Code><Message>As ordered.</Message></Error>"));

        assertThat(finding(StoreExamination.CLOCK))
                .isInstanceOf(Finding.Broken.class)
                .satisfies(broken -> assertThat(broken.seen()).contains("ahead of the store's", "set it"));
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAwayAndNotBroken() {
        store.proxy().add(each("PUT"), HttpFault.s3Error(503, "SlowDown"));

        assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(this::examine);
    }

    @Test
    void knowsThatSomebodySaidThereIsOneWriter() throws Exception {
        try (ReplicaTarget alone = store.another("one-writer", "true")) {
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
        return store.target().examination().orElseThrow();
    }
}
