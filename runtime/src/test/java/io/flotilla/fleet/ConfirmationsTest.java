package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.LtxStore;
import io.flotilla.upload.Confirmation;
import io.flotilla.upload.PendingFile;
import io.flotilla.upload.Upload;
import io.flotilla.upload.Uploads;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What confirmations cost.
class ConfirmationsTest {

    private static final int DATABASES = 300;

    @TempDir
    private Path directory;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final MovedClocks clocks = new MovedClocks();

    @Test
    void afterALongSuspensionTheTargetIsListedInBulkOnceThatIsCheaper() {
        try (Catalog catalog = Catalog.open(directory, "target", Clock.systemUTC(), new Random(1))
                .catalog()) {
            catalog.uses().registerWriter(7);
            List<DatabaseId> all = ship(catalog);
            var confirmations = new Confirmations(
                    catalog,
                    store,
                    new Confirmation(store, catalog, Clock.systemUTC()),
                    new Freshness(clocks.clocks(), FleetSettings.LEVEL_0_RETENTION));

            assertThat(lists(catalog, confirmations, all)).isEqualTo(DATABASES / 2 + 1);
            assertThat(lists(catalog, confirmations, all)).isZero();
            clocks.moveWall(Duration.ofMinutes(10));
            assertThat(lists(catalog, confirmations, all.subList(0, 20))).isEqualTo(20);
            clocks.moveWall(Duration.ofMinutes(10));
            assertThat(lists(catalog, confirmations, all)).isEqualTo(DATABASES / 2 + 1);
        }
    }

    private long lists(Catalog catalog, Confirmations confirmations, List<DatabaseId> databases) {
        long before = target.calls(Operation.LIST);
        for (DatabaseId database : databases) {
            assertThat(confirmations.beforePut(catalog.row(database))).isEmpty();
        }
        return target.calls(Operation.LIST) - before;
    }

    private List<DatabaseId> ship(Catalog catalog) {
        List<DatabaseId> all = new ArrayList<>();
        List<PendingFile> batch = new ArrayList<>();
        for (int i = 0; i < DATABASES; i++) {
            DatabaseId id = catalog.register(Path.of("/" + i), ObjectKey.of("many/" + i));
            all.add(id);
            batch.add(Uploads.file(catalog, id, 1, 7));
        }
        new Upload(store, catalog, Clock.systemUTC()).step(batch);
        return all;
    }
}
