package io.flotilla.plugins.contract;

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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [TierPolicy] promises, for a policy with the settings that it has where the user said nothing. A
/// policy is done when a subclass passes.
public abstract class TierPolicyContract {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final long SEED = 20261125;

    /// The factory of the policy.
    protected abstract TierPolicyFactory factory();

    @Test
    void hasANameInKebabCase() {
        assertThat(factory().type()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    }

    @Test
    void refusesUnknownSettingsAndNamesTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory().create(new Settings(Map.of("no-such-setting", "1"))))
                .withMessageContaining("no-such-setting")
                .withMessageContaining("Known: ");
    }

    @Test
    void givesTheSameTierForTheSameActivity() {
        TierPolicy policy = factory().create(Settings.NONE);
        List<Activity> activities = activities().toList();
        List<Tier> first = activities.stream().map(policy::tier).toList();

        assertThat(activities.reversed().stream().map(policy::tier).toList()).isEqualTo(first.reversed());
        assertThat(activities.parallelStream().map(policy::tier).toList()).isEqualTo(first);
        TierPolicy another = factory().create(Settings.NONE);
        assertThat(activities.stream().map(another::tier).toList()).isEqualTo(first);
    }

    /// A database that is asked about again and again without any new write cools down at most once, and does not
    /// warm up again.
    @Test
    void coolsDownAtMostOnceWhileNobodyWrites() {
        TierPolicy policy = factory().create(Settings.NONE);
        for (long writes : new long[] {1, 2, 10, 1_000_000}) {
            Tier tier = Tier.HOT;
            int changes = 0;
            for (int second = 0; second < 100_000; second += 7) {
                Tier next = policy.tier(new Activity("/a.db", tier, NOW.plusSeconds(second), NOW, writes));
                changes += next == tier ? 0 : 1;
                tier = next;
            }
            assertThat(changes).as("changes after %s writes", writes).isLessThanOrEqualTo(1);
        }
    }

    /// Whatever a policy answers, it answers it again when asked in the tier that it chose, a moment later too: at
    /// no threshold does a database change back and forth.
    @Test
    void staysWithItsAnswer() {
        TierPolicy policy = factory().create(Settings.NONE);
        assertThat(activities()).as("seed %s", SEED).allSatisfy(activity -> {
            Tier chosen = policy.tier(activity);
            Activity again =
                    new Activity(activity.path(), chosen, activity.now(), activity.lastWrite(), activity.writes());
            assertThat(policy.tier(again)).isEqualTo(chosen);
            if (chosen != activity.tier()) {
                Activity later = new Activity(
                        activity.path(),
                        chosen,
                        activity.now().plusSeconds(1),
                        activity.lastWrite(),
                        activity.writes());
                assertThat(policy.tier(later)).isEqualTo(chosen);
            }
        });
    }

    @Test
    void answersForClocksThatWereSetBackAndDatabasesNeverWritten() {
        TierPolicy policy = factory().create(Settings.NONE);
        for (Tier tier : Tier.values()) {
            assertThat(policy.tier(new Activity("/a.db", tier, NOW, NOW.plusSeconds(3600), 1)))
                    .isNotNull();
            assertThat(policy.tier(new Activity("/a.db", tier, NOW, Instant.EPOCH, 0)))
                    .isNotNull();
            assertThat(policy.tier(new Activity("/a.db", tier, NOW, Instant.MIN, 0)))
                    .isNotNull();
        }
    }

    private static Stream<Activity> activities() {
        Random random = new Random(SEED);
        return Stream.generate(() -> {
                    long quietMillis = (long) Math.pow(10, random.nextDouble() * 9);
                    return new Activity(
                            "/" + random.nextInt(100) + ".db",
                            random.nextBoolean() ? Tier.HOT : Tier.COLD,
                            NOW,
                            NOW.minus(Duration.ofMillis(quietMillis)),
                            random.nextInt(20));
                })
                .limit(5000);
    }
}
