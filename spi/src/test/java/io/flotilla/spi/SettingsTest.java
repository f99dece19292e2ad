package io.flotilla.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

    @Test
    void namesTheKnownSettingsWhereOneIsUnknown() {
        Settings settings = new Settings(Map.of("keep-hot", "1m", "kep-hot", "1m"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.allow("promote-after", "keep-hot"))
                .withMessage("Unknown setting 'kep-hot'. Known: keep-hot, promote-after");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(Map.of("a", "1")).allow())
                .withMessage("Unknown setting 'a'. Known: none");
        assertThat(settings.allow("kep-hot", "keep-hot", "other")).isEqualTo(settings);
        assertThat(Settings.NONE.allow()).isEqualTo(Settings.NONE);
    }

    @Test
    void isAbsentWhereTheUserSaidNothing() {
        assertThat(Settings.NONE.text("a")).isEmpty();
        assertThat(Settings.NONE.number("a")).isEmpty();
        assertThat(Settings.NONE.flag("a")).isEmpty();
        assertThat(Settings.NONE.duration("a")).isEmpty();
    }

    @Test
    void readsTextsNumbersAndFlags() {
        Settings settings = new Settings(Map.of("text", " as it is ", "number", "-12", "on", "true", "off", "false"));

        assertThat(settings.text("text")).contains(" as it is ");
        assertThat(settings.number("number")).contains(-12L);
        assertThat(settings.flag("on")).contains(true);
        assertThat(settings.flag("off")).contains(false);
    }

    @ParameterizedTest
    @CsvSource({
        "500ms,PT0.5S",
        "0s,PT0S",
        "1s,PT1S",
        "5m,PT5M",
        "36h,PT36H",
        "1d,PT24H",
        "PT1M30S,PT1M30S",
        "-PT1S,PT-1S"
    })
    void readsDurations(String text, Duration expected) {
        assertThat(new Settings(Map.of("a", text)).duration("a")).contains(expected);
        assertThat(Settings.parseDuration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "m",
                "5 m",
                "-5m",
                "1.5h",
                "5M",
                "5minutes",
                "P",
                "99999999999999999999s",
                "9223372036854775807d"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(Map.of("keep-hot", text)).duration("keep-hot"))
                .withMessage("Setting 'keep-hot' is '" + text + "', expected a duration like 30s, 5m or 1h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parseDuration(text))
                .withMessage("Not a duration like 30s, 5m or 1h: '" + text + "'");
    }

    @Test
    void refusesWhatIsNoNumberOrFlag() {
        Settings settings = new Settings(Map.of("a", "yes"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.number("a"))
                .withMessage("Setting 'a' is 'yes', expected a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.flag("a"))
                .withMessage("Setting 'a' is 'yes', expected true or false");
    }

    @Test
    void readsNumbersAboveZero() {
        var settings =
                new Settings(Map.of("whole", "2", "part", "0.5", "none", "0", "word", "many", "endless", "Infinity"));
        assertThat(settings.positive("whole")).contains(2.0);
        assertThat(settings.positive("part")).contains(0.5);
        assertThat(settings.positive("absent")).isEmpty();
        for (String bad : new String[] {"none", "word", "endless"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings.positive(bad))
                    .withMessageContaining("Setting '" + bad + "'")
                    .withMessageContaining("a number above zero");
        }
    }
}
