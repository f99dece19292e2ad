package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.spi.Activity;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tiers of a catalog: hot for a minute after the latest write, and one place.
class PolicyTierManagerTest {

    @TempDir
    private Path directory;

    private final HandClock clock = new HandClock();
    private Catalog catalog;
    private PolicyTierManager tiers;
    private DatabaseId first;
    private DatabaseId second;

    @BeforeEach
    void open() {
        catalog = Catalog.open(directory, "target", clock, new Random(1)).catalog();
        first = catalog.register(Path.of("/a.db"), ObjectKey.of("a.db"));
        second = catalog.register(Path.of("/b.db"), ObjectKey.of("b.db"));
        tiers = new PolicyTierManager(
                catalog,
                activity ->
                        Duration.between(activity.lastWrite(), activity.now()).toSeconds() < 60 ? Tier.HOT : Tier.COLD,
                1,
                clock);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void notesWhoIsHot() {
        tiers.written(first, clock.instant());
        assertThat(catalog.row(first).tier()).isEqualTo(Tier.HOT);
        assertThat(catalog.row(second).tier()).isEqualTo(Tier.COLD);
    }

    @Test
    void theQuietOneGivesItsPlaceOnceItsWorkIsUploaded() {
        tiers.written(first, clock.instant());
        clock.move(Duration.ofSeconds(1));
        tiers.written(second, clock.instant());
        assertThat(catalog.row(second).tier()).as("the first is not uploaded").isEqualTo(Tier.COLD);

        tiers.uploaded(first);
        clock.move(Duration.ofSeconds(1));
        tiers.written(second, clock.instant());
        assertThat(catalog.row(first).tier()).isEqualTo(Tier.COLD);
        assertThat(catalog.row(second).tier()).isEqualTo(Tier.HOT);
    }

    @Test
    void whoeverIsQuietForLongEnoughBecomesCold() {
        tiers.written(first, clock.instant());
        clock.move(Duration.ofMinutes(2));
        tiers.review();
        assertThat(catalog.row(first).tier()).as("not uploaded yet").isEqualTo(Tier.HOT);
        tiers.uploaded(first);
        tiers.review();
        assertThat(catalog.row(first).tier()).isEqualTo(Tier.COLD);
    }

    @Test
    void countsWhatMovedAndWhy() {
        tiers.written(first, clock.instant());
        tiers.uploaded(first);
        clock.move(Duration.ofSeconds(1));
        tiers.written(second, clock.instant());
        tiers.written(first, clock.instant());
        clock.move(Duration.ofSeconds(5));
        assertThat(tiers.summary())
                .isEqualTo(new TierSummary(
                        1,
                        1,
                        Duration.ofSeconds(5),
                        Map.of(
                                "promoted: written, and there is room", 1L,
                                "promoted: written, and the other one is quiet the longest", 1L,
                                "evicted: quiet the longest of all whose work is uploaded", 1L)));
        clock.move(Duration.ofMinutes(2));
        tiers.uploaded(second);
        tiers.review();
        assertThat(tiers.summary().moves()).containsEntry("demoted: the policy asks for no more", 1L);
        assertThat(tiers.summary().hot()).isZero();
        assertThat(tiers.summary().waiting()).isZero();
    }

    /// Quiet behind one that stays: it is not overlooked.
    @Test
    void reviewsWhoIsQuietBehindOneThatStays() {
        tiers = new PolicyTierManager(
                catalog, activity -> activity.path().equals("/a.db") ? Tier.HOT : sinceAMinute(activity), 2, clock);
        tiers.written(first, clock.instant());
        tiers.written(second, clock.instant());
        tiers.uploaded(first);
        tiers.uploaded(second);
        clock.move(Duration.ofMinutes(2));
        tiers.review();
        assertThat(catalog.row(first).tier()).isEqualTo(Tier.HOT);
        assertThat(catalog.row(second).tier()).isEqualTo(Tier.COLD);
    }

    private static Tier sinceAMinute(Activity activity) {
        return activity.lastWrite().plusSeconds(60).isAfter(activity.now()) ? Tier.HOT : Tier.COLD;
    }

    @Test
    void givesAPolicyTheRateThatItAsksFor() {
        List<Double> rates = new ArrayList<>();
        tiers = new PolicyTierManager(
                catalog,
                new TierPolicy() {
                    @Override
                    public Tier tier(Activity activity) {
                        rates.add(activity.writesPerMinute());
                        return Tier.COLD;
                    }

                    @Override
                    public Duration halfLife(String path) {
                        return path.equals("/a.db") ? Duration.ofMinutes(1) : Duration.ZERO;
                    }
                },
                1,
                clock);
        tiers.written(first, clock.instant());
        tiers.written(second, clock.instant());
        clock.move(Duration.ofMinutes(1));
        tiers.written(first, clock.instant());
        assertThat(rates).hasSize(3);
        assertThat(rates.get(0)).isCloseTo(Math.log(2), within(1e-9));
        assertThat(rates.get(1)).isZero();
        assertThat(rates.get(2)).isCloseTo(1.5 * Math.log(2), within(1e-9));
    }

    @Test
    void pinnedOnesAreHotWithoutAWriteUntilTheirFileIsGone() {
        tiers = new PolicyTierManager(
                catalog,
                new TierPolicy() {
                    @Override
                    public Tier tier(Activity activity) {
                        return isPinned(activity.path()) ? Tier.HOT : Tier.COLD;
                    }

                    @Override
                    public boolean isPinned(String path) {
                        return path.equals("/b.db");
                    }
                },
                1,
                clock);
        tiers.review();
        assertThat(catalog.row(second).tier()).isEqualTo(Tier.HOT);
        assertThat(tiers.summary().moves()).isEqualTo(Map.of("promoted: pinned, and there is room", 1L));

        catalog.mark(second, DatabaseState.MISSING, Looks.GONE);
        tiers.review();
        assertThat(catalog.row(second).tier()).isEqualTo(Tier.COLD);
        assertThat(tiers.summary().moves()).containsEntry("demoted: its file is gone", 1L);
    }
}
