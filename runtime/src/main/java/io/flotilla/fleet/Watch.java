package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.util.function.Consumer;

/// Listens to what the system tells of changes. When that fails the sweeps go on alone.
record Watch(Scanner scanner, Consumer<DatabaseId> noticed, Sweeps sweeps, Warnings warnings)
        implements Runnable, Scanner.Changes {

    private static final String BLIND = "changes are not told by the system and are found by looking";

    @Override
    public void run() {
        try {
            scanner.watch(this);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) {
            missed(failure.toString());
        }
    }

    @Override
    public void changed(DatabaseId database) {
        noticed.accept(database);
    }

    @Override
    public void missed(String why) {
        warnings.hindrance(BLIND, why);
        sweeps.hurry();
    }
}
