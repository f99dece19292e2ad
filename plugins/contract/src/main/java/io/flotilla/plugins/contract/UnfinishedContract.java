package io.flotilla.plugins.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a target promises about uploads that have not ended.
interface UnfinishedContract extends TargetUnderTest {

    /// More than a target sends at once.
    int LARGE = 6_000_000;

    /// Also what was begun in this very second, and by any clock.
    Duration ANY = Duration.ofDays(-1);

    @Test
    default void tellsOfNoWholeObjectThatItIsUnfinished() throws TargetException {
        put("small", "content");
        put("large", "x".repeat(LARGE));

        assertThat(unfinished()).isEmpty();
    }

    @Test
    default void leavesNothingUnfinishedWhereAContentBreaksOff() throws TargetException {
        var request =
                new PutRequest(ObjectKey.of("large"), BrokenPayload.failingAfter(LARGE / 2, LARGE), Instant.EPOCH);

        assertThat(target().put(List.of(request)).getFirst()).isInstanceOf(PutResult.NotStored.class);

        assertThat(unfinished()).isEmpty();
    }

    private List<UnfinishedUpload> unfinished() throws TargetException {
        List<UnfinishedUpload> found = new ArrayList<>();
        target().findUnfinished(ANY, found::add);
        return found;
    }
}
