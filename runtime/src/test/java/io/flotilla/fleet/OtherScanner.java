package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.util.Optional;
import java.util.function.Consumer;

/// A scanner that does what another one does, for tests that change a part of it.
public class OtherScanner implements Scanner {

    private final Scanner scanner;

    public OtherScanner(Scanner scanner) {
        this.scanner = scanner;
    }

    @Override
    public Discovered discover() {
        return scanner.discover();
    }

    @Override
    public void sweep(Consumer<DatabaseId> changed) {
        scanner.sweep(changed);
    }

    @Override
    public Optional<Change> look(DatabaseId database) {
        return scanner.look(database);
    }

    @Override
    public void watch(Changes changes) throws InterruptedException {
        scanner.watch(changes);
    }

    @Override
    public boolean isTold() {
        return scanner.isTold();
    }
}
