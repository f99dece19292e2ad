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
import org.junit.jupiter.api.Test;

final class RatePolicyTest extends TierPolicyContract {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    @Override
    protected TierPolicyFactory factory() {
        return new RatePolicyFactory();
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(TierPolicyFactory.class))
                .filteredOn(found -> found.type().equals("rate"))
                .singleElement()
                .isInstanceOf(RatePolicyFactory.class);
    }

    @Test
    void warmsUpAboveOneRateAndCoolsDownBelowASmallerOne() {
        TierPolicy usual = policy(Map.of());
        assertThat(tier(usual, Tier.COLD, 2)).isEqualTo(Tier.COLD);
        assertThat(tier(usual, Tier.COLD, 2.01)).isEqualTo(Tier.HOT);
        assertThat(tier(usual, Tier.HOT, 0.5)).isEqualTo(Tier.HOT);
        assertThat(tier(usual, Tier.HOT, 0.49)).isEqualTo(Tier.COLD);
        for (Tier tier : Tier.values()) {
            assertThat(tier(usual, tier, 1)).as("between the two").isEqualTo(tier);
        }
    }

    @Test
    void takesItsSettings() {
        TierPolicy policy = policy(Map.of("half-life", "30s", "promote-above", "10", "demote-below", "0.5"));
        assertThat(policy.halfLife("/a.db")).isEqualTo(Duration.ofSeconds(30));
        assertThat(tier(policy, Tier.COLD, 9)).isEqualTo(Tier.COLD);
        assertThat(tier(policy, Tier.COLD, 11)).isEqualTo(Tier.HOT);
        assertThat(tier(policy, Tier.HOT, 0.6)).isEqualTo(Tier.HOT);
        assertThat(tier(policy(Map.of("promote-above", "8")), Tier.HOT, 1.9)).isEqualTo(Tier.COLD);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertRefused(Map.of("half-life", "0s"), "'half-life' must be longer than nothing");
        assertRefused(Map.of("promote-above", "0"), "expected a number above zero");
        assertRefused(Map.of("promote-above", "NaN"), "expected a number above zero");
        assertRefused(Map.of("promote-above", "often"), "Setting 'promote-above' is 'often'");
        assertRefused(Map.of("promote-above", "1", "demote-below", "1"), "must be less than 'promote-above'");
        assertRefused(Map.of("rate", "1"), "Known: demote-below, half-life, promote-above");
    }

    private static void assertRefused(Map<String, String> settings, String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy(settings)).withMessageContaining(text);
    }

    private static TierPolicy policy(Map<String, String> settings) {
        return new RatePolicyFactory().create(new Settings(settings));
    }

    private static Tier tier(TierPolicy policy, Tier tier, double rate) {
        return policy.tier(new Activity("/a.db", tier, NOW, NOW, 1, rate));
    }
}
