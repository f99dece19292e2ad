package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.fleet.SaidLately.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What the log may say, and how names stand in it.
class SaidLatelyTest {

    private static final DatabaseId A = new DatabaseId(1);

    private long now;
    private final SaidLately said = new SaidLately(() -> now);

    @Test
    void theSameOfOneDatabaseIsSaidOnceAMinuteAndThenHowOftenItWasNot() {
        assertThat(said.ask(A, ReasonCode.BUSY_LOG)).isEqualTo(new Answer.Say(""));
        for (int i = 0; i < 5; i++) {
            assertThat(said.ask(A, ReasonCode.BUSY_LOG)).isEqualTo(new Answer.Skip());
        }
        now += Duration.ofMinutes(1).toNanos();
        assertThat(said.ask(A, ReasonCode.BUSY_LOG)).isEqualTo(new Answer.Say(" repeated=5"));
    }

    @Test
    void anotherReasonAndAnotherDatabaseAreSaid() {
        said.ask(A, ReasonCode.BUSY_LOG);

        assertThat(said.ask(A, ReasonCode.READ_ERROR)).isEqualTo(new Answer.Say(""));
        assertThat(said.ask(new DatabaseId(2), ReasonCode.BUSY_LOG)).isEqualTo(new Answer.Say(""));
    }

    @Test
    void aNameNeverEndsItsLine() {
        assertThat(LogName.of(Path.of("/srv/a.db"))).isEqualTo("/srv/a.db");
        assertThat(LogName.of(Path.of("/srv/a b\n\"c\".db"))).isEqualTo("\"/srv/a b\\u000a\\\"c\\\".db\"");
    }
}
