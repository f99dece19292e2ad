package io.flotilla.plugins.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.plugins.contract.TierPolicyContract;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import java.time.Instant;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class PinnedPolicyTest extends TierPolicyContract {

    @Override
    protected TierPolicyFactory factory() {
        return new PinnedPolicyFactory();
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(TierPolicyFactory.class))
                .filteredOn(found -> found.type().equals("pinned"))
                .singleElement()
                .isInstanceOf(PinnedPolicyFactory.class);
    }

    @Test
    void keepsAllHotWhereNoPathsAreNamed() {
        assertHot(policy(Map.of()), "/srv/a.db", true);
    }

    @Test
    void keepsHotWhatMatchesAndColdWhatDoesNot() {
        TierPolicy policy = policy(Map.of("paths", "/srv/vip/**, **/{main,shop}.db"));
        assertHot(policy, "/srv/vip/a/b.db", true);
        assertHot(policy, "/data/main.db", true);
        assertHot(policy, "/shop.db", true);
        assertHot(policy, "/srv/other/b.db", false);
        assertHot(policy, "/srv/vip", false);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertRefused(Map.of("paths", "/a,,/b"), "'paths' has an empty pattern");
        assertRefused(Map.of("paths", "/a["), "'/a[' is malformed");
        assertRefused(Map.of("path", "/a"), "Known: paths");
    }

    private static void assertHot(TierPolicy policy, String path, boolean expected) {
        assertThat(policy.isPinned(path)).as(path).isEqualTo(expected);
        for (Tier tier : Tier.values()) {
            assertThat(policy.tier(new Activity(path, tier, Instant.MAX, Instant.EPOCH, 0, 0)))
                    .isEqualTo(expected ? Tier.HOT : Tier.COLD);
        }
    }

    private static void assertRefused(Map<String, String> settings, String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy(settings)).withMessageContaining(text);
    }

    private static TierPolicy policy(Map<String, String> settings) {
        return new PinnedPolicyFactory().create(new Settings(settings));
    }
}
