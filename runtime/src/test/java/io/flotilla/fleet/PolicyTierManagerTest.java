package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import io.flotilla.tiering.Tiering;
import java.nio.file.Path;
import java.time.Duration;
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
        var policy = new Tiering(
                activity ->
                        Duration.between(activity.lastWrite(), activity.now()).toSeconds() < 60 ? Tier.HOT : Tier.COLD,
                1);
        tiers = new PolicyTierManager(catalog, policy, clock);
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
}
