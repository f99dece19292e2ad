package io.flotilla.service.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void countsUntilTheFirstCaptureThatBeganAtOrAfterTheCommit() {
        Lag lag = Lag.of(
                List.of(commit("a", 1, 100)),
                List.of(acknowledgement("a", 99, 150), acknowledgement("a", 300, 350), acknowledgement("a", 100, 170)));

        assertThat(lag.max()).isEqualTo(Duration.ofMillis(70));
        assertThat(lag.transactions()).isEqualTo(1);
        assertThat(lag.unacknowledged()).isZero();
    }

    @Test
    void aCaptureDuringWhichTheCommitReturnedCountsWhereNoLaterOneCame() {
        Lag lag = Lag.of(List.of(commit("a", 1, 100)), List.of(acknowledgement("a", 90, 130)));

        assertThat(lag.max()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void countsWhatNobodyAcknowledged() {
        Lag lag = Lag.of(
                List.of(commit("a", 1, 100), commit("b", 1, 100)),
                List.of(acknowledgement("a", 20, 99), acknowledgement("c", 200, 201)));

        assertThat(lag).isEqualTo(new Lag(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 2));
    }

    @Test
    void takesTheQuantilesOfAllCommits() {
        List<Entry> commits = LongStream.rangeClosed(1, 200)
                .mapToObj(i -> commit("a", i, 1000 - i))
                .toList();

        Lag lag = Lag.of(commits, List.of(acknowledgement("a", 1000, 1000)));

        assertThat(lag.median()).isEqualTo(Duration.ofMillis(100));
        assertThat(lag.p99()).isEqualTo(Duration.ofMillis(198));
        assertThat(lag.max()).isEqualTo(Duration.ofMillis(200));
    }

    private static Entry commit(String database, long sequence, long millis) {
        return new Entry(database, sequence, START.plusMillis(millis), "");
    }

    private static Acknowledgement acknowledgement(String database, long captured, long acknowledged) {
        return new Acknowledgement(database, START.plusMillis(captured), START.plusMillis(acknowledged));
    }
}
