package io.flotilla.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlainTest {

    @Test
    void readsLengthsOfTimeAsGoDoes() {
        assertThat(Plain.duration("30s")).hasValue(Duration.ofSeconds(30));
        assertThat(Plain.duration("1h30m")).hasValue(Duration.ofMinutes(90));
        assertThat(Plain.duration("1.5h")).hasValue(Duration.ofMinutes(90));
        assertThat(Plain.duration(".5s")).hasValue(Duration.ofMillis(500));
        assertThat(Plain.duration("250ms")).hasValue(Duration.ofMillis(250));
        assertThat(Plain.duration("7us")).hasValue(Duration.ofNanos(7000));
        assertThat(Plain.duration("0")).hasValue(Duration.ZERO);
        assertThat(Plain.duration("-1s")).hasValue(Duration.ofSeconds(-1));
        assertThat(Plain.duration("10")).isEmpty();
        assertThat(Plain.duration("")).isEmpty();
        assertThat(Plain.duration("1d")).isEmpty();
        assertThat(Plain.duration("1s ")).isEmpty();
        assertThat(Plain.duration("9999999999h")).isEmpty();
    }

    @Test
    void takesWhatYamlTakesForATruth() {
        assertThat(Plain.FLAG.objection("on")).isEmpty();
        assertThat(Plain.FLAG.objection("False")).isEmpty();
        assertThat(Plain.FLAG.objection("1")).isPresent();
        assertThat(Plain.isTrue("Yes")).isTrue();
        assertThat(Plain.isTrue("off")).isFalse();
    }
}
