package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;

/// Listens to what the system tells of changes. When that fails the sweeps go on alone.
record Watch(Scanner scanner, Agenda agenda, Sweeps sweeps, Warnings warnings) implements Runnable, Scanner.Changes {

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
        agenda.wants(database);
    }

    @Override
    public void missed(String why) {
        warnings.hindrance(BLIND, why);
        sweeps.hurry();
    }
}
