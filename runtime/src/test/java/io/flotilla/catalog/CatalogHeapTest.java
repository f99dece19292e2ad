package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogHeapTest {

    private static final int ROWS = 20_000;
    private static final int MORE = 4 * ROWS;

    @TempDir
    Path state;

    @Test
    void aColdDatabaseCostsAtMost250Bytes() {
        double bytesPerRow = bytesOfOneMore(i -> String.format("%03d/customer-%08d", i % 1000, i));
        System.out.printf("catalog: %.0f bytes of heap for one more cold database%n", bytesPerRow);
        assertThat(bytesPerRow).isBetween(40.0, 250.0);
    }

    /// As a walk meets them, with a directory for each: 46 bytes, five to six for the index, and what is new in the
    /// name.
    @Test
    void aNeighbourCostsWhatItsPathHasOfItsOwn() {
        double bytesPerRow = bytesOfOneMore(i -> String.format("branch-%03d/customer-%05d", i / 100, i));
        System.out.printf("catalog: %.0f bytes of heap for one more beside it%n", bytesPerRow);
        assertThat(bytesPerRow).isBetween(50.0, 80.0);
    }

    private double bytesOfOneMore(IntFunction<String> directories) {
        // What is loaded and made once is there before.
        try (Catalog first = open(state.resolve("first"))) {
            fill(first, 0, ROWS, directories);
        }
        try (Catalog catalog = open(state.resolve("second"))) {
            fill(catalog, 0, ROWS, directories);
            long before = UsedHeap.bytes();
            fill(catalog, ROWS, MORE, directories);
            long after = UsedHeap.bytes();
            assertThat(catalog.size()).isEqualTo(ROWS + MORE);
            return (after - before) / (double) MORE;
        }
    }

    private static void fill(Catalog catalog, int from, int rows, IntFunction<String> directories) {
        List<Registration> batch = new ArrayList<>();
        for (int i = from; i < from + rows; i++) {
            String name = "tenants/" + directories.apply(i) + "/database.sqlite";
            batch.add(new Registration(Path.of("/srv/application/data", name), ObjectKey.of(name)));
        }
        catalog.register(batch);
    }
}
