package io.flotilla.crash;

import io.flotilla.fleet.Change;
import io.flotilla.fleet.Scanner;
import java.util.function.Consumer;

/// Tells when a sweep found nothing, and waits there.
final class SteeredScanner implements Scanner {

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
