package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.detection.Detection;
import io.flotilla.detection.Sighting;
import java.time.Duration;

/// Sees what is unprotected while the sweeps stand still: asks for the status of each database itself, and does nothing
/// else. As long as the sweeps go on it asks for nothing. For use by one thread.
final class SecondLook implements Runnable {

    /// How long the sweeps may be silent.
    static final Duration SILENCE = Duration.ofMinutes(2);

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final Detection detection;
    private final Protection protection;
    private final Heartbeats heartbeats;

    SecondLook(Catalog catalog, Detection detection, Protection protection, Heartbeats heartbeats) {
        this.catalog = catalog;
        this.detection = detection;
        this.protection = protection;
        this.heartbeats = heartbeats;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                look();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks at every database, where the sweeps are silent.
    void look() {
        Duration silent = heartbeats.ages().getOrDefault(Heartbeats.Loop.LOOKS, Duration.ZERO);
        if (silent.compareTo(SILENCE) < 0) {
            return;
        }
        int size = catalog.size();
        for (int id = 1; id <= size && !Thread.currentThread().isInterrupted(); id++) {
            DatabaseRow row = catalog.row(new DatabaseId(id));
            if (detection.look(row.path(), row.fingerprint()) instanceof Sighting.Changed changed) {
                protection.changed(row, changed.modified());
            }
        }
    }
}
