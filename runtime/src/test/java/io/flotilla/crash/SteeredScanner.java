package io.flotilla.crash;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.OtherScanner;
import io.flotilla.fleet.Scanner;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Tells when a sweep found nothing, and waits there.
final class SteeredScanner extends OtherScanner {

    private static final long PAUSE_NANOS = 4_000_000;

    private final EngineRun.Steering steering;

    SteeredScanner(Scanner scanner, EngineRun.Steering steering) {
        super(scanner);
        this.steering = steering;
    }

    /// What happens while the run waits is found by the sweep after that.
    @Override
    public void watch(Changes changes) {}

    @Override
    public void sweep(Consumer<DatabaseId> changes) {
        // Others have their turn on the one carrier, though with a fast clock the next sweep is always due.
        LockSupport.parkNanos(PAUSE_NANOS);
        steering.atWork();
        int[] count = new int[1];
        super.sweep(change -> {
            count[0]++;
            changes.accept(change);
        });
        if (count[0] > 0) {
            return;
        }
        try {
            steering.quiet();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
