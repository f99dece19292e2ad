package io.flotilla.service.cli;

import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Attempts;
import io.flotilla.plan.RestorePoint;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// `flotilla restore --all`: many databases of one target, with a report. For use once.
record ManyRestored(LtxStore store, RestoreOptions options, ManyOptions many, RestoreAnswer answer) {

    /// Restores what is wanted, and reports each.
    ///
    /// @param source as the report names it
    /// @throws CommandFailure where a database was not restored, or none was left to be
    BulkTotals run(TargetUrl source, RestorePoint point, Path output) throws IOException {
        long start = System.nanoTime();
        var counted = new Counted(answer.report());
        answer.report().begin(source);
        try (ProgressLine progress = answer.progress();
                var threads = BulkThreads.of(many.parallel())) {
            Consumer<BulkRestore.Outcome> done = outcome -> {
                counted.add(outcome);
                progress.databases(counted.totals.all());
            };
            BulkOrder order = order(point);
            BulkOrder wanted = many.isDelta() ? order.only(delta(order, output, threads, done)) : order;
            new BulkRestore(store, options.build().restore(store), threads, attempts()).run(output, wanted, done);
        }
        answer.report().end(counted.totals, Duration.ofNanos(System.nanoTime() - start));
        check(counted.totals);
        return counted.totals;
    }

    /// Says what is missing or differs, and restores nothing.
    void showDelta(TargetUrl source, RestorePoint point, Path output) throws IOException {
        long start = System.nanoTime();
        var counted = new Counted(answer.report());
        answer.report().begin(source);
        try (var threads = BulkThreads.of(many.parallel())) {
            delta(order(point), output, threads, counted::add);
        }
        answer.report().end(counted.totals, Duration.ofNanos(System.nanoTime() - start));
    }

    private BulkOrder order(RestorePoint point) {
        return BulkOrder.of(many.match(), point, options.wishes())
                .with(Past.read(store, point, many.uses(), answer.err()));
    }

    private Delta.Found delta(BulkOrder order, Path output, BulkThreads threads, Consumer<BulkRestore.Outcome> done)
            throws IOException {
        var delta = new Delta(store, options.build().restore(store), new DatabaseUse(PosixDisk.open()), attempts());
        Delta.Found found = delta.find(new OutputTree(output.toAbsolutePath()), order, threads.restoring(), done);
        answer.report().delta(found);
        if (answer.isQuiet()) {
            answer.err().println(Delta.text(found));
            answer.err().flush();
        }
        return found;
    }

    private static void check(BulkTotals totals) {
        if (totals.failed() > 0) {
            throw new CommandFailure(
                    totals.failed() + " of " + Sizes.count(totals.all(), "database")
                            + " not restored: the answer on standard output says which, and why",
                    "the same again, which restores what is missing");
        }
        if (totals.gone() > 0 && totals.gone() == totals.all()) {
            throw new CommandFailure(
                    "Nothing is restored: all " + Sizes.count(totals.all(), "database") + " were deleted by then",
                    "--timestamp with a moment before that, or --deleted, which brings them back as they were last");
        }
    }

    private static Attempts attempts() {
        return Attempts.some(new SplittableRandom());
    }

    /// Reports outcomes and counts them.
    private static final class Counted {

        private final RestoreReport report;
        private BulkTotals totals = BulkTotals.NONE;

        Counted(RestoreReport report) {
            this.report = report;
        }

        void add(BulkRestore.Outcome outcome) {
            totals = totals.and(outcome);
            report.add(outcome);
        }
    }
}
