package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.advance;
import static io.flotilla.catalog.Catalogs.count;
import static io.flotilla.catalog.Catalogs.open;
import static io.flotilla.catalog.Catalogs.position;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageHashesTest {

    @TempDir
    Path state;

    @Test
    void agreeWithAModelThroughAnyHistory() {
        long seed = RandomGenerator.getDefault().nextLong();
        var random = new SplittableRandom(seed);
        long[][] models = {{}, {}};
        try (Catalog catalog = open(state)) {
            DatabaseId[] ids = {register(catalog, "a.db"), register(catalog, "b.db")};
            for (int txId = 1; txId <= 300; txId++) {
                int which = random.nextInt(2);
                HashChange change = randomChange(random, models[which].length);
                models[which] = apply(models[which], change);
                int pages = pages(change);
                catalog.advance(List.of(advance(ids[which], position(txId, pages), change)));
                for (int each = 0; each < 2; each++) {
                    long[] expected = models[each];
                    assertThat(catalog.readHashes(ids[each]).map(PageHashes::toArray))
                            .as("seed %d, txid %d", seed, txId)
                            .satisfies(found ->
                                    assertThat(found.orElse(new long[0])).isEqualTo(expected));
                }
            }
        }
    }

    @Test
    void doNotComeBackWhenADatabaseShrinksAndGrows() {
        try (Catalog catalog = open(state)) {
            DatabaseId id = register(catalog, "a.db");
            catalog.advance(List.of(advance(id, position(1, 3), replace(1, 2, 3))));
            catalog.advance(List.of(advance(id, position(2, 1), update(1))));
            catalog.advance(List.of(advance(id, position(3, 3), update(3))));

            assertThat(catalog.readHashes(id)).contains(PageHashes.of(1, PageHashes.UNKNOWN, PageHashes.UNKNOWN));
        }
    }

    @Test
    void stayUnknownUntilAllAreTold() {
        try (Catalog catalog = open(state)) {
            DatabaseId id = register(catalog, "a.db");
            catalog.advance(List.of(advance(id, position(1, 2), new HashChange.Forget())));
            var one = new HashChange.Update(new int[] {1}, new long[] {5}, 2);
            catalog.advance(List.of(advance(id, position(2, 2), one)));
            assertThat(catalog.readHashes(id)).isEmpty();

            catalog.advance(List.of(advance(id, position(3, 2), replace(5, 6))));
            assertThat(catalog.readHashes(id)).contains(PageHashes.of(5, 6));
        }
    }

    @Test
    void ofASmallDatabaseAreOneRow() throws SQLException {
        try (Catalog catalog = open(state)) {
            DatabaseId id = register(catalog, "a.db");
            catalog.advance(List.of(advance(id, position(1, 512), replace(new long[512]))));
            assertThat(count(state, "SELECT count(*) FROM page_hashes")).isEqualTo(1);

            catalog.advance(List.of(advance(id, position(2, 513), update(513))));
            assertThat(count(state, "SELECT count(*) FROM page_hashes")).isEqualTo(1);
            var last = new HashChange.Update(new int[] {513}, new long[] {5}, 513);
            catalog.advance(List.of(advance(id, position(3, 513), last)));
            assertThat(count(state, "SELECT count(*) FROM page_hashes")).isEqualTo(2);
        }
    }

    @Test
    void refuseNumbersThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HashChange.Update(new int[] {2, 1}, new long[] {1, 2}, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new HashChange.Update(new int[] {0}, new long[] {1}, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new HashChange.Update(new int[] {4}, new long[] {1}, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new HashChange.Update(new int[] {1}, new long[] {}, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> advance(new DatabaseId(1), position(1, 2), replace(1, 2, 3)));
    }

    private static HashChange update(int pageCount) {
        return new HashChange.Update(new int[0], new long[0], pageCount);
    }

    private static HashChange randomChange(SplittableRandom random, int pagesNow) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return new HashChange.Forget();
        }
        int pageCount =
                random.nextInt(4) == 0 ? 1 + random.nextInt(2000) : Math.max(1, pagesNow + random.nextInt(9) - 4);
        if (kind < 3) {
            return replace(random.longs(pageCount).toArray());
        }
        int[] pages = random.ints(random.nextInt(1 + Math.min(pageCount, 700)), 1, pageCount + 1)
                .sorted()
                .distinct()
                .toArray();
        return new HashChange.Update(pages, random.longs(pages.length).toArray(), pageCount);
    }

    private static long[] apply(long[] model, HashChange change) {
        return switch (change) {
            case HashChange.Replace(PageHashes all) -> all.toArray();
            case HashChange.Forget() -> new long[0];
            case HashChange.Update update -> {
                if (model.length == 0) {
                    yield model;
                }
                long[] after = Arrays.copyOf(model, update.pageCount());
                for (int i = 0; i < update.pageNumbers().length; i++) {
                    after[update.pageNumbers()[i] - 1] = update.hashes()[i];
                }
                yield after;
            }
        };
    }

    private static int pages(HashChange change) {
        return switch (change) {
            case HashChange.Replace(PageHashes all) -> all.pageCount();
            case HashChange.Update update -> update.pageCount();
            case HashChange.Forget() -> 1;
        };
    }
}
