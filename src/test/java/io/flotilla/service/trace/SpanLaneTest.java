package io.flotilla.service.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanLaneTest {

    private final SpanLane lane = new SpanLane(() -> 0);

    @Test
    void aTraceThatDoesNotFitIsDroppedAsAWhole() {
        lane.widen(10);

        assertThat(lane.enter(7)).isTrue();
        assertThat(lane.enter(7)).isFalse();
        assertThat(lane.enter(3)).isTrue();
        assertThat(lane.counts()).isEqualTo(new SpanCounts(0, 7));
    }

    @Test
    void whatIsOnItsWayMakesRoom() {
        lane.widen(7);
        assertThat(lane.enter(7)).isTrue();

        lane.leave(7);
        lane.taken(7);

        assertThat(lane.enter(7)).isTrue();
        assertThat(lane.counts()).isEqualTo(new SpanCounts(7, 0));
    }

    @Test
    void whatWaitsAtTheEndCountsAsDropped() {
        lane.widen(10);
        assertThat(lane.enter(7)).isTrue();
        lane.leave(3);
        lane.lost(3, "it is away");

        lane.end();

        assertThat(lane.counts()).isEqualTo(new SpanCounts(0, 7));
    }

    @Test
    void withoutAnExporterNothingIsMade() {
        assertThat(lane.enter(1)).isFalse();
    }
}
