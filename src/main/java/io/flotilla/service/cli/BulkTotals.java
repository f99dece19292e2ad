package io.flotilla.service.cli;

import io.flotilla.service.cli.BulkRestore.Outcome;

/// How many of many there are of each outcome. Immutable.
record BulkTotals(long back, long before, long notYet, long failed, long bytes) {

    static final BulkTotals NONE = new BulkTotals(0, 0, 0, 0, 0);

    long all() {
        return back + before + notYet + failed;
    }

    /// With one more.
    BulkTotals and(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Back one ->
                new BulkTotals(
                        back + 1, before, notYet, failed, bytes + one.result().bytes());
            case Outcome.Before one -> new BulkTotals(back, before + 1, notYet, failed, bytes);
            case Outcome.NotYet one -> new BulkTotals(back, before, notYet + 1, failed, bytes);
            case Outcome.Failed one -> new BulkTotals(back, before, notYet, failed + 1, bytes);
        };
    }
}
