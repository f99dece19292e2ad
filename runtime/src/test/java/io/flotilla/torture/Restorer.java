package io.flotilla.torture;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Restores databases from the target alone. Safe for use by several threads.
final class Restorer {

    private final Restore restore;
    private final Path directory;
    private final AtomicLong count = new AtomicLong();

    /// @param directory where restored files are for a moment
    Restorer(LtxStore store, Path directory) {
        this.restore = new Restore(store);
        this.directory = directory;
    }

    /// The newest state; absent where there is none yet.
    Optional<Restored> latest(String name) throws IOException {
        return restore(name, new RestorePoint.Latest());
    }

    Optional<Restored> asOf(String name, long txId) throws IOException {
        return restore(name, new RestorePoint.AsOf(new TxId(txId)));
    }

    private Optional<Restored> restore(String name, RestorePoint point) throws IOException {
        Path output = directory.resolve("restored-" + count.incrementAndGet());
        RestoreResult result =
                restore.restore(new RestoreRequest(ObjectKey.of(name), point, output), RestoreProgress.NONE);
        return switch (result) {
            case RestoreResult.NotRestored absent -> Optional.empty();
            case RestoreResult.Restored restored -> {
                byte[] database = Files.readAllBytes(output);
                Files.delete(output);
                yield Optional.of(Restored.of(restored.txId().value(), database));
            }
        };
    }
}
