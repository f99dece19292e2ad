package io.flotilla.service.demo;

import java.util.List;

/// How a writer treats its databases; each is a habit of real applications that a replicator has to live
/// with.
public enum Mode {
    /// Keeps connections open for as long as it can and ends without closing them, as a killed application
    /// does.
    LONG_LIVED(24),

    /// Opens, writes, closes; the last close checkpoints and removes the log.
    OPEN_WRITE_CLOSE(0),

    /// Writes nothing itself, and checkpoints with TRUNCATE in a loop.
    CHECKPOINTER(8),

    /// Restarts its log every few pages and truncates it each time.
    SMALL_LOG(12);

    private final int connections;

    Mode(int connections) {
        this.connections = connections;
    }

    /// How many connections stay open between two transactions.
    int connections() {
        return connections;
    }

    /// What each connection is told after it was opened, beside what all are told.
    List<String> pragmas() {
        return switch (this) {
            // So small a cache makes larger transactions write uncommitted pages to the log.
            case LONG_LIVED -> List.of("cache_size = 40");
            case OPEN_WRITE_CLOSE -> List.of();
            // It gives up soon and goes on to the next, as a maintenance job would.
            case CHECKPOINTER -> List.of("busy_timeout = 250");
            case SMALL_LOG -> List.of("wal_autocheckpoint = 20", "journal_size_limit = 16384");
        };
    }
}
