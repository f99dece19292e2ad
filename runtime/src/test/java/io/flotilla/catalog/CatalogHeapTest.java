package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogHeapTest {

    private static final int ROWS = 20_000;

    @TempDir
    Path state;

    @Test
    void aColdDatabaseCostsAtMost250Bytes() {
        try (Catalog catalog = open(state)) {
            fill(catalog, 0);
            long before = usedHeap();
            fill(catalog, ROWS);
            long after = usedHeap();

            double bytesPerRow = (after - before) / (double) ROWS;
            System.out.printf("catalog: %.0f bytes of heap for one more cold database%n", bytesPerRow);
            assertThat(catalog.size()).isEqualTo(2 * ROWS);
            assertThat(bytesPerRow).isBetween(40.0, 250.0);
        }
    }

    private static void fill(Catalog catalog, int from) {
        List<Registration> batch = new ArrayList<>();
        for (int i = from; i < from + ROWS; i++) {
            String name = String.format("tenants/%03d/customer-%08d/database.sqlite", i % 1000, i);
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
