package io.flotilla.service.cli;

import io.flotilla.service.cli.BulkRestore.Outcome;

/// How many of many there are of each outcome. Immutable.
record BulkTotals(long back, long before, long unchanged, long notYet, long gone, long failed, long bytes) {

    static final BulkTotals NONE = new BulkTotals(0, 0, 0, 0, 0, 0, 0);

    long all() {
        return back + before + unchanged + notYet + gone + failed;
    }

    /// With one more.
    BulkTotals and(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Back one -> {
                long more = bytes + one.result().bytes();
                yield new BulkTotals(back + 1, before, unchanged, notYet, gone, failed, more);
            }
            case Outcome.Before one -> new BulkTotals(back, before + 1, unchanged, notYet, gone, failed, bytes);
            case Outcome.Unchanged one -> new BulkTotals(back, before, unchanged + 1, notYet, gone, failed, bytes);
            case Outcome.NotYet one -> new BulkTotals(back, before, unchanged, notYet + 1, gone, failed, bytes);
            case Outcome.Gone one -> new BulkTotals(back, before, unchanged, notYet, gone + 1, failed, bytes);
            case Outcome.Failed one -> new BulkTotals(back, before, unchanged, notYet, gone, failed + 1, bytes);
        };
    }
}
