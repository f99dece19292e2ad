package io.flotilla.plugins.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.plugins.contract.TierPolicyContract;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RecencyPolicyTest extends TierPolicyContract {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    private final TierPolicy usual = factory().create(Settings.NONE);

    @Override
    protected TierPolicyFactory factory() {
        return new RecencyPolicyFactory();
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(TierPolicyFactory.class))
                .filteredOn(found -> found.type().equals("recency"))
                .singleElement()
                .isInstanceOf(RecencyPolicyFactory.class);
    }

    @Test
    void warmsUpAtAWrite() {
        assertThat(tier(usual, Tier.COLD, Duration.ZERO, 1)).isEqualTo(Tier.HOT);
        assertThat(tier(usual, Tier.COLD, Duration.ofSeconds(89), 1)).isEqualTo(Tier.HOT);
        assertThat(tier(usual, Tier.COLD, Duration.ofSeconds(90), 1)).isEqualTo(Tier.COLD);
    }

    @Test
    void coolsDownAfterAQuarterOfAnHour() {
        assertThat(tier(usual, Tier.HOT, Duration.ofMinutes(15).minusMillis(1), 1))
                .isEqualTo(Tier.HOT);
        assertThat(tier(usual, Tier.HOT, Duration.ofMinutes(15), 1)).isEqualTo(Tier.COLD);
    }

    @Test
    void leavesADatabaseAsItIsBetweenTheTwoMoments() {
        for (int seconds = 90; seconds < 900; seconds += 10) {
            for (Tier tier : Tier.values()) {
                assertThat(tier(usual, tier, Duration.ofSeconds(seconds), 5)).isEqualTo(tier);
            }
        }
    }

    @Test
    void waitsForAsManyWritesAsWereAskedFor() {
        TierPolicy policy = policy(Map.of("promote-after", "3"));

        assertThat(tier(policy, Tier.COLD, Duration.ZERO, 2)).isEqualTo(Tier.COLD);
        assertThat(tier(policy, Tier.COLD, Duration.ZERO, 3)).isEqualTo(Tier.HOT);
        assertThat(tier(policy, Tier.HOT, Duration.ZERO, 1)).isEqualTo(Tier.HOT);
    }

    @Test
    @Tag("P-8")
    void takesAWriteInTheFutureForOneOfThisMoment() {
        assertThat(tier(usual, Tier.COLD, Duration.ofHours(-1), 1)).isEqualTo(Tier.HOT);
        assertThat(tier(usual, Tier.HOT, Duration.ofHours(-1), 1)).isEqualTo(Tier.HOT);
    }

    @Test
    void leavesANeverWrittenDatabaseCold() {
        assertThat(tier(usual, Tier.COLD, Duration.ZERO, 0)).isEqualTo(Tier.COLD);
    }

    @Test
    void keepsTheDistanceBetweenTheTwoMomentsWhenOneIsSet() {
        TierPolicy policy = policy(Map.of("keep-hot", "10s"));

        assertThat(tier(policy, Tier.COLD, Duration.ofMillis(999), 1)).isEqualTo(Tier.HOT);
        assertThat(tier(policy, Tier.COLD, Duration.ofMillis(1000), 1)).isEqualTo(Tier.COLD);
        assertThat(tier(policy, Tier.HOT, Duration.ofMillis(9999), 1)).isEqualTo(Tier.HOT);
        assertThat(tier(policy, Tier.HOT, Duration.ofMillis(10_000), 1)).isEqualTo(Tier.COLD);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertRefused(Map.of("keep-hot", "1m", "promote-within", "1m"), "must be shorter than 'keep-hot'");
        assertRefused(Map.of("promote-within", "0s"), "'promote-within' must be longer than nothing");
        assertRefused(Map.of("keep-hot", "0s"), "'keep-hot' must be longer than nothing");
        assertRefused(Map.of("keep-hot", "soon"), "Setting 'keep-hot' is 'soon'");
        assertRefused(Map.of("promote-after", "0"), "'promote-after' must be at least 1");
        assertRefused(Map.of("hot", "1m"), "Known: keep-hot, promote-after, promote-within");
    }

    private static void assertRefused(Map<String, String> settings, String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy(settings)).withMessageContaining(text);
    }

    private static TierPolicy policy(Map<String, String> settings) {
        return new RecencyPolicyFactory().create(new Settings(settings));
    }

    private static Tier tier(TierPolicy policy, Tier tier, Duration quiet, long writes) {
        return policy.tier(new Activity("/a.db", tier, NOW, NOW.minus(quiet), writes, 0));
    }
}
