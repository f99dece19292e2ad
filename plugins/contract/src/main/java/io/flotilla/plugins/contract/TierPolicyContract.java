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
    private static final int WRITES = 60;
    private static final List<String> PATHS = List.of("", "/", "/a.db", "relative", "/a b/\uFFFD\n/c.db", "/{*[\\");

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

    /// What the engine keeps for a database, and whether it may take its place away, does not change with time or with
    /// who asks.
    @Test
    void saysTheSameOfTheSamePath() {
        TierPolicy policy = factory().create(Settings.NONE);
        TierPolicy another = factory().create(Settings.NONE);
        for (String path : PATHS) {
            assertThat(policy.halfLife(path).isNegative()).as(path).isFalse();
            assertThat(policy.halfLife(path)).isEqualTo(policy.halfLife(path)).isEqualTo(another.halfLife(path));
            assertThat(policy.isPinned(path)).isEqualTo(policy.isPinned(path)).isEqualTo(another.isPinned(path));
        }
    }

    @Test
    void aPinnedDatabaseIsHotWhateverItDoes() {
        TierPolicy policy = factory().create(Settings.NONE);
        assertThat(activities().filter(activity -> policy.isPinned(activity.path())))
                .as("seed %s", SEED)
                .allSatisfy(activity -> assertThat(policy.tier(activity)).isEqualTo(Tier.HOT));
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
                double rate = decayed(policy, Math.min(writes, 60L), second);
                Tier next = policy.tier(new Activity("/a.db", tier, NOW.plusSeconds(second), NOW, writes, rate));
                changes += next == tier ? 0 : 1;
                tier = next;
            }
            assertThat(changes).as("changes after %s writes", writes).isLessThanOrEqualTo(1);
        }
    }

    private static double decayed(TierPolicy policy, long rate, int second) {
        Duration halfLife = policy.halfLife("/a.db");
        return halfLife.isZero() ? 0 : rate * Math.pow(2, -second / (double) halfLife.toMillis() * 1000);
    }

    /// Whatever a policy answers, it answers it again when asked in the tier that it chose, a moment later too: at
    /// no threshold does a database change back and forth.
    @Test
    void staysWithItsAnswer() {
        TierPolicy policy = factory().create(Settings.NONE);
        assertThat(activities()).as("seed %s", SEED).allSatisfy(activity -> {
            Tier chosen = policy.tier(activity);
            assertThat(policy.tier(later(activity, chosen, 0, policy))).isEqualTo(chosen);
            if (chosen != activity.tier()) {
                assertThat(policy.tier(later(activity, chosen, 1, policy))).isEqualTo(chosen);
            }
        });
    }

    /// A database that is written at one pace, from once a second to once a minute, does not go back and forth.
    @Test
    void aSteadyPaceLeadsToOneTier() {
        TierPolicy policy = factory().create(Settings.NONE);
        for (int seconds = 1; seconds <= 60; seconds++) {
            assertThat(changesAtPace(policy, Duration.ofSeconds(seconds)))
                    .as("changes of the tier with a write every %s s", seconds)
                    .isLessThanOrEqualTo(1);
        }
    }

    private static int changesAtPace(TierPolicy policy, Duration pace) {
        Tier tier = Tier.COLD;
        int changes = 0;
        double rate = 0;
        for (int write = 0; write < WRITES; write++) {
            Instant at = NOW.plus(pace.multipliedBy(write));
            rate += perWrite(policy);
            for (int part = 0; part < 4; part++) {
                Duration since = pace.multipliedBy(part).dividedBy(4);
                double left = rate * weight(policy, since);
                Tier next = policy.tier(new Activity("/a.db", tier, at.plus(since), at, write + 1, left));
                changes += next == tier ? 0 : 1;
                tier = next;
            }
            rate *= weight(policy, pace);
        }
        return changes;
    }

    private static double perWrite(TierPolicy policy) {
        double minutes = policy.halfLife("/a.db").toMillis() / 60_000.0;
        return minutes == 0 ? 0 : Math.log(2) / minutes;
    }

    private static double weight(TierPolicy policy, Duration passed) {
        double halfLife = policy.halfLife("/a.db").toMillis();
        return halfLife == 0 ? 0 : Math.pow(2, -passed.toMillis() / halfLife);
    }

    private static Activity later(Activity activity, Tier tier, int seconds, TierPolicy policy) {
        return new Activity(
                activity.path(),
                tier,
                activity.now().plusSeconds(seconds),
                activity.lastWrite(),
                activity.writes(),
                activity.writesPerMinute() * (seconds == 0 ? 1 : weight(policy, Duration.ofSeconds(seconds))));
    }

    /// It never fails, whatever the clocks say and however little is known.
    @Test
    void answersForOddClocksAndDatabasesNeverWritten() {
        TierPolicy policy = factory().create(Settings.NONE);
        List<Instant> moments = List.of(
                Instant.MIN,
                Instant.EPOCH,
                NOW.minusSeconds(3600),
                NOW,
                NOW.plusSeconds(3600),
                Instant.parse("9999-12-31T23:59:59Z"),
                Instant.MAX);
        for (Tier tier : Tier.values()) {
            for (Instant now : moments) {
                for (Instant lastWrite : moments) {
                    for (double rate : new double[] {0, Double.MIN_VALUE, 1e9}) {
                        assertThat(policy.tier(new Activity("/a.db", tier, now, lastWrite, 0, rate)))
                                .isNotNull();
                    }
                }
            }
        }
        for (String path : PATHS) {
            assertThat(policy.tier(new Activity(path, Tier.COLD, NOW, NOW, 1, 1)))
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
                            random.nextInt(20),
                            Math.pow(10, random.nextDouble() * 6 - 3));
                })
                .limit(5000);
    }
}
