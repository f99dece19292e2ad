package io.flotilla.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.Activity;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TierPoliciesTest {

    private final TierPolicies policies =
            new TierPolicies(List.of(new Kind("warm", Tier.HOT), new Kind("cool", Tier.COLD)));

    /// Always one tier, and a half-life of as many seconds as are set; hot ones are pinned.
    private record Kind(String type, Tier answer) implements TierPolicyFactory {

        @Override
        public TierPolicy create(Settings settings) {
            long seconds = settings.allow("seconds").number("seconds").orElse(0L);
            return new TierPolicy() {
                @Override
                public Tier tier(Activity activity) {
                    return answer;
                }

                @Override
                public Duration halfLife(String path) {
                    return Duration.ofSeconds(seconds);
                }

                @Override
                public boolean isPinned(String path) {
                    return answer == Tier.HOT;
                }
            };
        }
    }

    @Test
    void asksTheFirstRuleThatMatches() {
        TierPolicy policy = policies.create(
                List.of(
                        rule("/srv/vip/old/**", "cool", "1"),
                        rule("/srv/{vip,gold}/**", "warm", "2"),
                        rule("**/main.db", "warm", "3")),
                policies.create("cool", Settings.NONE));

        assertAsks(policy, "/srv/vip/old/main.db", Tier.COLD, 1);
        assertAsks(policy, "/srv/gold/a.db", Tier.HOT, 2);
        assertAsks(policy, "/data/main.db", Tier.HOT, 3);
        assertAsks(policy, "/data/other.db", Tier.COLD, 0);
    }

    @Test
    void withoutRulesTheOtherPolicyIsAskedItself() {
        TierPolicy policy = policies.create("warm", Settings.NONE);
        assertThat(policies.create(List.of(), policy)).isSameAs(policy);
    }

    @Test
    void refusesRulesThatCannotBe() {
        TierPolicy other = policies.create("cool", Settings.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policies.create(List.of(rule("/a/**", "hot", "1")), other))
                .withMessage("The tier policy for '/a/**': No tier policy is called 'hot'. There are: cool, warm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policies.create(
                        List.of(new PolicyRule("/a/**", "warm", new Settings(Map.of("minutes", "1")))), other))
                .withMessageContaining("'/a/**': Unknown setting 'minutes'. Known: seconds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule("/a[", "warm", "1"))
                .withMessageContaining("malformed");
        for (String relative : List.of("", "a/*.db", "tenants/**")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rule(relative, "warm", "1"))
                    .withMessageContaining("begin it with '/' or '**/'");
        }
    }

    private static PolicyRule rule(String pattern, String policy, String seconds) {
        return new PolicyRule(pattern, policy, new Settings(Map.of("seconds", seconds)));
    }

    private static void assertAsks(TierPolicy policy, String path, Tier tier, long seconds) {
        assertThat(policy.tier(new Activity(path, Tier.COLD, Instant.EPOCH, Instant.EPOCH, 0, 0)))
                .as(path)
                .isEqualTo(tier);
        assertThat(policy.halfLife(path)).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(policy.isPinned(path)).isEqualTo(tier == Tier.HOT);
    }
}
