package io.flotilla.plugins.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import java.util.List;

/// What is expected of the results of a put.
final class PutResults {

    private PutResults() {}

    static void assertStored(List<PutResult> results) {
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(PutResult.Stored.class));
    }

    static void assertFailed(List<PutResult> results, Class<? extends TargetException> cause) {
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        PutResult.NotStored.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(cause).hasMessageMatching("(?s).{10,}"));
    }
}
