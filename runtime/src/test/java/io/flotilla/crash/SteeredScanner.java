package io.flotilla.crash;

import io.flotilla.fleet.Change;
import io.flotilla.fleet.Scanner;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Tells when a sweep found nothing, and waits there.
final class SteeredScanner implements Scanner {

    private static final long PAUSE_NANOS = 4_000_000;

    private final Scanner scanner;
    private final EngineRun.Steering steering;

    SteeredScanner(Scanner scanner, EngineRun.Steering steering) {
        this.scanner = scanner;
        this.steering = steering;
    }

    @Override
    public Discovered discover() {
        return scanner.discover();
    }

    @Override
    public void sweep(Consumer<Change> changes) {
        // Others have their turn on the one carrier, though with a fast clock the next sweep is always due.
        LockSupport.parkNanos(PAUSE_NANOS);
        steering.atWork();
        int[] count = new int[1];
        scanner.sweep(change -> {
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
