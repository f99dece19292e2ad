package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

    private static final Moments NOON = new Moments(Instant.parse("2026-11-25T12:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "2 hours ago, 2026-11-25T10:00:00Z",
        "an hour ago, 2026-11-25T11:00:00Z",
        "90m, 2026-11-25T10:30:00Z",
        "1 day ago, 2026-11-24T12:00:00Z",
        "2 Weeks ago, 2026-11-11T12:00:00Z",
        "1500ms ago, 2026-11-25T11:59:58.500Z",
        "2026-11-24T14:03:00Z, 2026-11-24T14:03:00Z",
        "2026-11-24T14:03:00.123456789Z, 2026-11-24T14:03:00.123456789Z",
        "2026-11-24T14:03:00+01:00, 2026-11-24T13:03:00Z",
        "2026-11-24 14:03:00Z, 2026-11-24T14:03:00Z",
    })
    void readsWhatPeopleWrite(String text, String moment) {
        assertThat(NOON.parse(text)).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2026-11-24", "2026-11-24T14:03:00", "hours ago", "-2 hours", "9999999999 d"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> NOON.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no moment such as 2026-11-25T14:03:00Z");
    }
}
