package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.NOW;
import static io.flotilla.catalog.Catalogs.TARGET;
import static io.flotilla.catalog.Catalogs.advance;
import static io.flotilla.catalog.Catalogs.position;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.replace;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.ProofTimes.Standing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTimesTest {

    private static final Instant LATER = NOW.plusSeconds(3600);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    @TempDir
    private Path state;

    @Test
    void whatWasNeverProvedWaitsFromWhenItCameToBeKnown() {
        try (Catalog catalog = open()) {
            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(0, 0, 0, Optional.empty()));
            replica(catalog, "a.db");
            now.set(LATER);
            replica(catalog, "b.db");
            register(catalog, "without a replica");

            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(0, 0, 2, Optional.of(NOW)));

            catalog.proofs().proved(new DatabaseId(1), LATER.plusSeconds(9));
            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(1, 0, 1, Optional.of(LATER)));
        }
    }

    @Test
    void aFailureLeavesWhenTheLastProofHeld() {
        try (Catalog catalog = open()) {
            DatabaseId id = replica(catalog, "a.db");
            catalog.proofs().failed(id, NOW);
            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(0, 1, 0, Optional.of(NOW)));

            catalog.proofs().proved(id, LATER);
            catalog.proofs().failed(id, LATER);
            assertThat(catalog.proofs().standing())
                    .as("within one second")
                    .isEqualTo(new Standing(0, 1, 0, Optional.of(LATER)));
        }
        now.set(LATER.plusSeconds(7200));
        try (Catalog catalog = open()) {
            assertThat(catalog.proofs().standing())
                    .as("after a restart")
                    .isEqualTo(new Standing(0, 1, 0, Optional.of(LATER)));
        }
    }

    @Test
    void afterARestartWhatWasProvedIsAsOldAsItIsAndTheRestWaitsAnew() {
        try (Catalog catalog = open()) {
            replica(catalog, "a.db");
            replica(catalog, "b.db");
            catalog.proofs().proved(new DatabaseId(2), NOW.plusSeconds(5));
        }
        now.set(LATER);
        try (Catalog catalog = open()) {
            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(1, 0, 1, Optional.of(NOW.plusSeconds(5))));
            catalog.proofs().proved(new DatabaseId(2), LATER.plusSeconds(1));
            assertThat(catalog.proofs().standing().oldest()).contains(LATER);
        }
    }

    @Test
    void firstCopiesComeFirstThenTheOldestWhetherItHeldOrNot() {
        try (Catalog catalog = open()) {
            for (int i = 1; i <= 2 * RowBlock.ROWS; i++) {
                replica(catalog, i + ".db");
            }
            for (int i = 1; i <= 2 * RowBlock.ROWS; i++) {
                catalog.proofs().proved(new DatabaseId(i), NOW.plusSeconds(10_000 - i));
            }
            int last = 2 * RowBlock.ROWS;
            register(catalog, "without a replica");
            replica(catalog, "new");
            replica(catalog, "newer");
            catalog.proofs().failed(new DatabaseId(last), NOW.plusSeconds(20_000));

            assertThat(catalog.proofs().next(5)).containsExactly(last + 2, last + 3, last - 1, last - 2, last - 3);
            assertThat(catalog.proofs().next(Integer.MAX_VALUE))
                    .hasSize(last + 2)
                    .endsWith(2, 1, last);
        }
    }

    @Test
    void whatIsGoneOrWasForgottenDoesNotCount() {
        try (Catalog catalog = open()) {
            DatabaseId gone = replica(catalog, "gone.db");
            DatabaseId reset = replica(catalog, "reset.db");
            catalog.proofs().proved(gone, NOW);
            catalog.proofs().proved(reset, NOW);
            now.set(LATER);

            catalog.mark(gone, DatabaseState.MISSING, Why.NOTHING);
            catalog.forgetPosition(reset);
            assertThat(catalog.proofs().standing().all()).isZero();
            assertThat(catalog.proofs().next(9)).isEmpty();

            catalog.mark(gone, DatabaseState.ACTIVE, Why.NOTHING);
            catalog.advance(List.of(advance(reset, position(1, 1), replace(1))));
            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(1, 0, 1, Optional.of(NOW)));
        }
        try (Catalog catalog = open()) {
            assertThat(catalog.proofs().standing()).isEqualTo(new Standing(1, 0, 1, Optional.of(NOW)));
        }
    }

    /// One that a version without proofs wrote has no table of them, and one that knows none passes over it.
    @Test
    void aCatalogWithoutTheTableGetsIt() throws Exception {
        try (Catalog catalog = open()) {
            replica(catalog, "a.db");
        }
        Catalogs.sql(state, "DROP TABLE proofs");
        try (Catalog catalog = open()) {
            catalog.proofs().proved(new DatabaseId(1), LATER);
            assertThat(catalog.proofs().standing().proved()).isEqualTo(1);
        }
    }

    private Catalog open() {
        return Catalog.open(state, TARGET, now::get, new SplittableRandom(42)).catalog();
    }

    private static DatabaseId replica(Catalog catalog, String name) {
        DatabaseId id = register(catalog, name);
        catalog.advance(List.of(advance(id, position(1, 1), replace(1))));
        return id;
    }
}
