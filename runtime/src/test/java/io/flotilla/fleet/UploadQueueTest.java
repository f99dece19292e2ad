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
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.RequestKind;
import io.flotilla.upload.Upload;
import io.flotilla.upload.UploadResult;
import io.flotilla.upload.Uploads;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of many databases that arrive together.
class UploadQueueTest {

    private static final int DATABASES = 100;

    @TempDir
    private Path directory;

    @Test
    void whatWaitsTogetherLeavesTogether() throws Exception {
        var calls = new FaultyTarget(new MemoryTarget());
        var metered = new MeteredTarget(calls);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try (Catalog catalog = Catalog.open(directory, "target", Clock.systemUTC(), new Random(1))
                .catalog()) {
            var store = new LtxStore(metered, ReplicaLayout.LTX_FOLDER);
            var queue = new UploadQueue(new Upload(store, catalog, Clock.systemUTC()), FleetWitness.NONE, 1024);
            List<Future<UploadResult>> results = new ArrayList<>();
            for (int i = 0; i < DATABASES; i++) {
                DatabaseId id = catalog.register(Path.of("/" + i), ObjectKey.of("d/" + i));
                results.add(threads.submit(() -> queue.upload(Uploads.file(catalog, id, 1, 7))));
            }
            while (queue.waiting() < DATABASES) {
                Thread.onSpinWait();
            }
            Future<?> running = threads.submit(queue);
            for (Future<UploadResult> result : results) {
                assertThat(result.get()).isInstanceOf(UploadResult.Acknowledged.class);
            }
            running.cancel(true);
        } finally {
            threads.shutdownNow();
        }
        assertThat(calls.calls(Operation.PUT)).as("one put of the target").isEqualTo(1);
        assertThat(metered.counts().of(RequestKind.PUT)).as("objects").isEqualTo(DATABASES);
    }
}
