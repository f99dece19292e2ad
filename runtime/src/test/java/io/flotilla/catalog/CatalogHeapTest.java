package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogHeapTest {

    private static final int ROWS = 20_000;

    @TempDir
    Path state;

    @Test
    void aColdDatabaseCostsAtMost250Bytes() {
        try (Catalog catalog = open(state)) {
            double bytesPerRow = bytesOfOneMore(catalog, i -> String.format("%03d/customer-%08d", i % 1000, i));
            System.out.printf("catalog: %.0f bytes of heap for one more cold database%n", bytesPerRow);
            assertThat(bytesPerRow).isBetween(40.0, 250.0);
        }
    }

    /// As a walk meets them, with a directory for each: 46 bytes, five to six for the index, and what is new in the
    /// name.
    @Test
    void aNeighbourCostsWhatItsPathHasOfItsOwn() {
        try (Catalog catalog = open(state)) {
            double bytesPerRow = bytesOfOneMore(catalog, i -> String.format("branch-%03d/customer-%05d", i / 100, i));
            System.out.printf("catalog: %.0f bytes of heap for one more beside it%n", bytesPerRow);
            assertThat(bytesPerRow).isBetween(50.0, 80.0);
        }
    }

    private static double bytesOfOneMore(Catalog catalog, IntFunction<String> directories) {
        fill(catalog, 0, directories);
        long before = usedHeap();
        fill(catalog, ROWS, directories);
        long after = usedHeap();
        assertThat(catalog.size()).isEqualTo(2 * ROWS);
        return (after - before) / (double) ROWS;
    }

    private static void fill(Catalog catalog, int from, IntFunction<String> directories) {
        List<Registration> batch = new ArrayList<>();
        for (int i = from; i < from + ROWS; i++) {
            String name = "tenants/" + directories.apply(i) + "/database.sqlite";
            batch.add(new Registration(Path.of("/srv/application/data", name), ObjectKey.of(name)));
        }
        catalog.register(batch);
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
