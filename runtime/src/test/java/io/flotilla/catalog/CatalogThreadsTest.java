package io.flotilla.catalog;

import static io.flotilla.catalog.Catalogs.advance;
import static io.flotilla.catalog.Catalogs.open;
import static io.flotilla.catalog.Catalogs.position;
import static io.flotilla.catalog.Catalogs.register;
import static io.flotilla.catalog.Catalogs.replace;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogThreadsTest {

    private static final int WRITERS = 6;
    private static final int TRANSACTIONS = 100;

    @TempDir
    Path state;

    @Test
    void serveSeveralThreadsWithoutLosingAnything() throws Exception {
        try (Catalog catalog = open(state);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "db-" + writer;
                all.add(threads.submit(() -> advanceAndReadBack(catalog, name)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }

        try (Catalog catalog = open(state)) {
            assertThat(catalog.size()).isEqualTo(WRITERS);
            catalog.forEach(row -> assertThat(row.lastTxId()).isEqualTo(TRANSACTIONS));
        }
    }

    private static void advanceAndReadBack(Catalog catalog, String name) {
        DatabaseId id = register(catalog, name);
        for (int txId = 1; txId <= TRANSACTIONS; txId++) {
            catalog.advance(List.of(advance(id, position(txId, 2), replace(txId, -txId))));
            assertThat(catalog.row(id).lastTxId()).isEqualTo(txId);
            assertThat(catalog.readHashes(id)).contains(PageHashes.of(txId, -txId));
        }
    }
}
