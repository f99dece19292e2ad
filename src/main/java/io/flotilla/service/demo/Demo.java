package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The main job from beginning to end: make databases, let other processes write them, replicate them live,
/// lose the source, restore everything, and compare. Used by one thread.
public final class Demo {

    private static final long GLANCE_MILLIS = 250;

    private final Engine engine;
    private final DemoOptions options;
    private final Progress progress;
    private final InstantSource clock;

    public Demo(Engine engine, DemoOptions options, Progress progress, InstantSource clock) {
        this.engine = engine;
        this.options = options;
        this.progress = progress;
        this.clock = clock;
    }

    /// Runs the demo in an empty workplace, and leaves there what it made.
    ///
    /// @return the report, with all that did not come back
    /// @throws IOException if the engine or a file failed
    /// @throws SQLException if SQLite could not make the databases or read a reference
    /// @throws IllegalStateException if a writer failed
    public Report run(Workplace place) throws IOException, SQLException, InterruptedException {
        Instant start = clock.instant();
        progress.step("making " + options.databases() + " databases, seed " + options.seed());
        Tree tree = Tree.create(place.source(), options.databases(), options.seed());
        Collection<Acknowledgement> acknowledgements = new ConcurrentLinkedQueue<>();
        Replicated replicated = replicate(place, tree, acknowledgements);
        progress.step("asking SQLite what is in each database");
        Tree references = Reference.make(tree, place.references());
        progress.step("throwing the source away");
        Workplace.remove(place.source());
        Report.Restored restored = restore(place, references);
        progress.step("comparing page by page and row by row");
        Lag lag = Lag.of(replicated.ledger().all(), acknowledgements);
        List<Mismatch> mismatches =
                new ArrayList<>(new Comparison(references, replicated.ledger()).mismatches(place.restored()));
        if (lag.unacknowledged() > 0) {
            mismatches.add(new Mismatch("all", lag.unacknowledged() + " transactions were never acknowledged"));
        }
        progress.end();
        return new Report(
                options.seed(),
                replicated.written(references.bytes()),
                replicated.shipped(),
                lag,
                restored,
                since(start),
                mismatches);
    }

    private Replicated replicate(Workplace place, Tree tree, Collection<Acknowledgement> acknowledgements)
            throws IOException, InterruptedException {
        progress.step("starting to replicate");
        try (var replication = engine.replicate(place.source(), place.target(), acknowledgements::add)) {
            place.add(replication);
            Instant start = clock.instant();
            Ledger ledger = write(place, tree, replication);
            Duration writing = since(start);
            progress.step("last sync");
            return new Replicated(ledger, replication.stop(), options, writing);
        }
    }

    private Ledger write(Workplace place, Tree tree, Engine.Replication replication)
            throws IOException, InterruptedException {
        List<WriterOrder> orders =
                WriterOrder.divide(tree, options.writers(), options.seed(), DemoOptions.TRANSACTIONS_PER_SECOND);
        progress.step("starting " + orders.size() + " writer processes");
        try (Writers writers = Writers.start(orders, place.writers())) {
            place.add(writers);
            Instant end = clock.instant().plus(options.writing());
            while (clock.instant().isBefore(end)) {
                writers.watch(GLANCE_MILLIS);
                progress.update(glance(writers, replication.shipped(), end));
            }
            progress.step("stopping the writers");
            return writers.stop();
        }
    }

    private String glance(Writers writers, Engine.Shipped shipped, Instant end) throws IOException {
        return "writing and replicating: " + ReportTable.count(writers.transactions()) + " transactions, "
                + ReportTable.bytes(shipped.bytesShipped()) + " shipped in " + ReportTable.count(shipped.files())
                + " files, "
                + Math.max(0, Duration.between(clock.instant(), end).toSeconds()) + " s left";
    }

    private Report.Restored restore(Workplace place, Tree references) throws IOException, InterruptedException {
        progress.step("restoring all of it from the target");
        Instant start = clock.instant();
        engine.restoreAll(place.target(), place.restored());
        Duration time = since(start);
        long databases = 0;
        long bytes = 0;
        for (String database : references.databases()) {
            Path file = place.restored().resolve(database);
            if (Files.exists(file)) {
                databases++;
                bytes += Files.size(file);
            }
        }
        return new Report.Restored(databases, bytes, time);
    }

    private Duration since(Instant start) {
        return Duration.between(start, clock.instant());
    }

    private record Replicated(Ledger ledger, Engine.Shipped shipped, DemoOptions options, Duration writing) {

        Report.Written written(long bytes) {
            return new Report.Written(
                    options.databases(), ledger.written(), options.writers(), ledger.transactions(), bytes, writing);
        }
    }
}
