package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.disk.Fingerprint;
import java.time.Duration;
import java.time.Instant;

/// What was written shortly before an end that was not in order. Where the power was cut, a file may have kept its size
/// and its times, and lost what had been written over older content: its fingerprint does not show that.
final class RecentWrites {

    /// Within this time, and be it a busy disk, a kernel writes back what nobody has synced: Linux begins after 30
    /// seconds.
    private static final Duration WRITTEN_BACK = Duration.ofMinutes(5);

    private final Catalog catalog;

    RecentWrites(Catalog catalog) {
        this.catalog = catalog;
    }

    /// Makes the databases that were written last count as changed, whatever their files look like.
    void lookAgain() {
        Instant[] latest = {DatabaseRow.NEVER};
        catalog.forEach(row -> latest[0] = row.lastWrite().isAfter(latest[0]) ? row.lastWrite() : latest[0]);
        Instant since = latest[0].minus(WRITTEN_BACK);
        catalog.forEach(row -> {
            if (row.lastWrite().isAfter(since)) {
                catalog.observe(row.id(), Fingerprint.UNKNOWN);
            }
        });
    }
}
