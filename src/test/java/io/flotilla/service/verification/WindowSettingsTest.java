package io.flotilla.service.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.wiring.FlotillaConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSettingsTest {

    private record Said(Optional<String> at, String sample, double rate) implements FlotillaConfig.VerificationConfig {}

    @ParameterizedTest
    @CsvSource({"03:30,0 30 3 * * ?", "3:05,0 5 3 * * ?", "23:59,0 59 23 * * ?", "0 30 3 ? * SUN,0 30 3 ? * SUN"})
    void aTimeOfDayIsACronExpressionAndOthersStayAsTheyAre(String at, String cron) {
        assertThat(of(at, "1", 1).cron()).isEqualTo(cron);
    }

    @Test
    void withoutATimeThereAreNoWindows() {
        assertThat(WindowSettings.of(new Said(Optional.empty(), "nonsense", -1)))
                .isEmpty();
        assertThat(WindowSettings.of(new Said(Optional.of(" "), "1", 1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "100,100000,100",
        "100,7,7",
        "1%,100000,1000",
        "1%,50,1",
        "1%,0,0",
        "0.5%,1000,5",
        "100 %,33,33",
        "33.3%,10,4"
    })
    void aSampleIsANumberOrAShare(String text, int databases, int taken) {
        assertThat(Sample.parse(text).of(databases)).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "101%", "0%", "1.5", "some", "", "%"})
    void aSampleOfNothingIsRefused(String text) {
        assertThatThrownBy(() -> of("03:30", text, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("flotilla.verification.sample: '" + text + "' is neither a number");
    }

    @Test
    void aRateIsAPause() {
        assertThat(of("03:30", "1", 4).pause()).isEqualTo(Duration.ofMillis(250));
        assertThat(of("03:30", "1", 0.1).pause()).isEqualTo(Duration.ofSeconds(10));
        assertThatThrownBy(() -> of("03:30", "1", 0)).hasMessageStartingWith("flotilla.verification.rate: 0.0");
        assertThatThrownBy(() -> of("03:30", "1", Double.NaN)).hasMessageStartingWith("flotilla.verification.rate");
    }

    private static WindowSettings of(String at, String sample, double rate) {
        return WindowSettings.of(new Said(Optional.of(at), sample, rate)).orElseThrow();
    }
}
