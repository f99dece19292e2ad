package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstCopiesTest {

    private FirstCopies copies;

    @BeforeEach
    void begin() {
        Kinds none = new Kinds() {
            @Override
            public boolean isFirst(io.flotilla.catalog.DatabaseId database) {
                return true;
            }

            @Override
            public String project(io.flotilla.catalog.DatabaseId database) {
                return "";
            }
        };
        copies = new FirstCopies(new Agenda(
                none, new Places(FleetSettings.Limits.DEFAULT.turns(), 1, () -> Integer.MAX_VALUE), () -> 0));
    }

    @Test
    void saysHowManyWaitAndHowLongThatTakes() {
        assertThat(said(0, 0)).isEmpty();
        assertThat(said(87_700, 12_300)).contains("first copies: 12,300 done, 87,700 wait, 1,230 a second, 72 s left");
        assertThat(said(87_700, 12_300)).contains("first copies: 12,300 done, 87,700 wait, none in the last 10 s");
        assertThat(said(87_600, 12_400)).contains("first copies: 12,400 done, 87,600 wait, 10 a second, 146 min left");
        assertThat(said(0, 100_000)).contains("first copies: all 100,000 done");
        assertThat(said(0, 100_000)).isEmpty();
    }

    @Test
    void saysNothingOfThoseThatNeverWaitedForLong() {
        assertThat(said(0, 5)).isEmpty();
        assertThat(said(3, 7)).contains("first copies: 2 done, 3 wait, 1 a second, 15 s left");
        assertThat(said(0, 10)).contains("first copies: all 5 done");
    }

    private Optional<String> said(int waiting, long done) {
        return copies.news(new AgendaState(0, waiting, done, 0, 0, Duration.ZERO));
    }
}
