package io.flotilla.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages of databases against what all rows say.
class ListingTest {

    private static final int DATABASES = 2 * RowBlock.ROWS + 77;
    private static final Listing.Choice ALL = new Listing.Choice(Optional.empty(), Optional.empty());
    private static final Listing.Choice HOT = new Listing.Choice(Optional.of(Tier.HOT), Optional.empty());
    private static final Listing.Choice HOT_AND_FAILED =
            new Listing.Choice(Optional.of(Tier.HOT), Optional.of(DatabaseState.FAILED));

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @TempDir
    private Path state;

    private Catalog catalog;

    @BeforeEach
    void registers() {
        catalog = Catalogs.open(state);
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, DATABASES).boxed().toList());
        Collections.shuffle(numbers, random);
        var _ = catalog.register(numbers.stream()
                .map(number -> new Registration(Path.of("/data/t" + number), ObjectKey.of("t" + number)))
                .toList());
        for (int id = 1; id <= DATABASES; id++) {
            if (random.nextInt(100) == 0) {
                catalog.setTier(new DatabaseId(id), Tier.HOT);
            }
            if (random.nextInt(50) == 0) {
                catalog.mark(new DatabaseId(id), DatabaseState.FAILED, new Why(ReasonCode.READ_ERROR, "sick"));
            }
        }
        catalog.setTier(new DatabaseId(RowBlock.ROWS), Tier.HOT);
        catalog.setTier(new DatabaseId(DATABASES), Tier.HOT);
    }

    @AfterEach
    void closes() {
        catalog.close();
    }

    @Test
    void goesThroughThoseThatAreChosenByTheirNumbers() {
        for (Listing.Choice choice : List.of(ALL, HOT, HOT_AND_FAILED)) {
            List<DatabaseId> found = new ArrayList<>();
            Optional<DatabaseId> next = catalog.listing().next(0, choice);
            while (next.isPresent()) {
                found.add(next.get());
                next = catalog.listing().next(next.get().value(), choice);
            }
            assertThat(found).as("seed " + seed).isEqualTo(expected(choice, Comparator.comparing(DatabaseRow::id)));
        }
    }

    @Test
    void goesThroughThoseThatAreChosenByTheirPathsPageByPage() {
        for (Listing.Choice choice : List.of(ALL, HOT, HOT_AND_FAILED)) {
            List<DatabaseId> found = new ArrayList<>();
            List<Listing.Named> page = catalog.listing().byPath(new byte[0], true, 50, choice);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(50);
                page.forEach(named -> found.add(named.id()));
                page = catalog.listing().byPath(page.getLast().path(), false, 50, choice);
            }
            assertThat(found)
                    .as("seed " + seed)
                    .isEqualTo(expected(
                            choice, Comparator.comparing(row -> row.path().toString())));
        }
    }

    @Test
    void beginsWithThePathItselfWhereItIsWanted() {
        byte[] path = catalog.path(new DatabaseId(5));

        assertThat(catalog.listing().byPath(path, true, 1, ALL))
                .extracting(Listing.Named::id)
                .containsExactly(new DatabaseId(5));
        assertThat(catalog.listing().byPath(path, false, 1, ALL))
                .extracting(Listing.Named::id)
                .doesNotContain(new DatabaseId(5));
        assertThat(catalog.listing().byPath("/e".getBytes(UTF_8), true, 1, ALL)).isEmpty();
    }

    @Test
    void isEmptyBehindTheLast() {
        assertThat(catalog.listing().next(DATABASES, ALL)).isEmpty();
        assertThat(catalog.listing().next(1_000_000_000, ALL)).isEmpty();
    }

    private List<DatabaseId> expected(Listing.Choice choice, Comparator<DatabaseRow> order) {
        List<DatabaseRow> rows = new ArrayList<>();
        catalog.forEach(rows::add);
        return rows.stream()
                .filter(row -> choice.has(row.tier(), row.state()))
                .sorted(order)
                .map(DatabaseRow::id)
                .toList();
    }
}
