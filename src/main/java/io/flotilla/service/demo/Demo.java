package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The main job from beginning to end: make databases, let other processes write them, replicate them live,
/// lose the source, restore everything, and compare. Used by one thread.
public final class Demo {

    private static final long GLANCE_MILLIS = 250;

    /// Of a large tree: each database is asked how it stands.
    private static final long LONG_GLANCE_MILLIS = 1000;

    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(1);

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
        Tree tree = create(place);
        Replicated replicated = replicate(place, tree);
        Ledger ledger = replicated.ledger();
        List<Acknowledgement> acknowledgements =
                AcknowledgementFile.read(place.acknowledgements(), ledger.databases()::contains);
        var changes = Efficiency.Changed.of(tree, acknowledgements);
        Tree sample = Sample.of(tree, ledger, options);
        progress.step("asking SQLite what is in each of " + sample.databases().size() + " databases");
        Tree references = Reference.make(sample, place.references());
        progress.step("throwing the source away");
        Workplace.remove(place.source());
        Report.Restored restored = restore(place, references);
        progress.step("comparing page by page and row by row");
        Lag lag = Lag.of(ledger.all(), acknowledgements);
        List<Mismatch> mismatches = new ArrayList<>(new Comparison(references, ledger).mismatches(place.restored()));
        if (lag.unacknowledged() > 0) {
            mismatches.add(new Mismatch("all", lag.unacknowledged() + " transactions were never acknowledged"));
        }
        progress.end();
        return new Report(
                options.seed(),
                replicated.written(),
                replicated.shipped(),
                lag,
                replicated.efficiency(changes),
                restored,
                since(start),
                mismatches);
    }

    private Tree create(Workplace place) throws IOException, SQLException, InterruptedException {
        progress.step("making " + options.databases() + " databases, seed " + options.seed());
        return options.isLarge()
                ? Tree.createLarge(place.source(), options.databases(), options.seed(), this::created)
                : Tree.create(place.source(), options.databases(), options.seed());
    }

    private synchronized void created(long done) {
        progress.update("making databases: " + Amounts.count(done) + " of " + Amounts.count(options.databases()));
    }

    private Replicated replicate(Workplace place, Tree tree) throws IOException, InterruptedException {
        progress.step("starting to replicate");
        long heapBefore = Footprint.collected().heapBytes();
        try (var acknowledgements = AcknowledgementFile.create(place.acknowledgements());
                var replication = engine.replicate(place.source(), place.target(), acknowledgements)) {
            place.add(replication);
            if (options.isLarge()) {
                awaitFirstCopies(replication);
            }
            Instant start = clock.instant();
            Written written = write(place, tree, replication);
            Duration writing = since(start);
            progress.step("last sync");
            Engine.Shipped shipped = replication.stop();
            return new Replicated(written, shipped, replication.standing(), heapBefore, options, writing, tree.bytes());
        }
    }

    /// The first copies of many databases take longer than the writing, so that begins when they are done.
    private void awaitFirstCopies(Engine.Replication replication) throws InterruptedException {
        progress.step("first copies");
        Instant start = clock.instant();
        Instant moved = start;
        long done = 0;
        while (done < options.databases() && since(moved).compareTo(LONGEST_STANDSTILL) < 0) {
            Thread.sleep(GLANCE_MILLIS);
            long files = replication.shipped().files();
            moved = files > done ? clock.instant() : moved;
            done = files;
            progress.update(firstCopies(done, since(start)));
        }
    }

    private String firstCopies(long done, Duration time) {
        long perSecond = done * 1000 / Math.max(1, time.toMillis());
        return "first copies: " + Amounts.count(done) + " of " + Amounts.count(options.databases()) + ", "
                + Amounts.count(perSecond) + " a second, "
                + (options.databases() - done) / Math.max(1, perSecond) + " s left";
    }

    private Written write(Workplace place, Tree tree, Engine.Replication replication)
            throws IOException, InterruptedException {
        List<WriterOrder> orders =
                WriterOrder.divide(tree, options.writers(), options.seed(), DemoOptions.TRANSACTIONS_PER_SECOND)
                        .stream()
                        .map(order -> options.isLarge() ? order.moving(DemoOptions.WRITTEN_ONE_OF) : order)
                        .toList();
        progress.step("starting " + orders.size() + " writer processes");
        try (Writers writers = Writers.start(orders, place.writers())) {
            place.add(writers);
            Instant start = clock.instant();
            Instant end = start.plus(options.writing());
            while (clock.instant().isBefore(end)) {
                writers.watch(options.isLarge() ? LONG_GLANCE_MILLIS : GLANCE_MILLIS);
                progress.update(glance(writers.transactions(), replication, start, end));
            }
            Footprint footprint = Footprint.collected();
            progress.step("stopping the writers");
            return new Written(writers.stop(), footprint, replication.standing());
        }
    }

    private String glance(long transactions, Engine.Replication replication, Instant start, Instant end) {
        Engine.Standing standing = replication.standing();
        long perSecond = transactions * 1000 / Math.max(1, since(start).toMillis());
        return "writing and replicating: " + Amounts.count(standing.databases()) + " databases, "
                + Amounts.count(standing.hot()) + " hot, "
                + Amounts.count(standing.databases() - standing.hot()) + " cold, " + Amounts.count(perSecond)
                + " writes/s, memory " + Amounts.megabytes(Footprint.residentNow()) + ", longest wait "
                + Amounts.seconds(standing.longestWait()) + ", "
                + Amounts.count(standing.requestsAltogether()) + " requests, "
                + Amounts.megabytes(replication.shipped().bytesShipped()) + " shipped, "
                + Math.max(0, Duration.between(clock.instant(), end).toSeconds()) + " s left";
    }

    private Report.Restored restore(Workplace place, Tree references) throws IOException, InterruptedException {
        List<String> chosen = references.databases();
        boolean isAll = chosen.size() == options.databases();
        progress.step("restoring " + (isAll ? "all of it" : chosen.size() + " databases") + " from the target");
        Instant start = clock.instant();
        if (isAll) {
            engine.restoreAll(place.target(), place.restored());
        } else {
            engine.restore(place.target(), chosen, place.restored());
        }
        Duration time = since(start);
        long databases = 0;
        long bytes = 0;
        for (String database : chosen) {
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

    /// What the writers did, and how it stood when they were about to stop.
    private record Written(Ledger ledger, Footprint footprint, Engine.Standing standing) {}

    private record Replicated(
            Written writing,
            Engine.Shipped shipped,
            Engine.Standing atTheEnd,
            long heapBefore,
            DemoOptions options,
            Duration time,
            long bytes) {

        Ledger ledger() {
            return writing.ledger();
        }

        Report.Written written() {
            return new Report.Written(
                    options.databases(), ledger().written(), options.writers(), ledger().transactions(), bytes, time);
        }

        Efficiency efficiency(Efficiency.Changed changes) {
            return new Efficiency(
                    writing.footprint(), heapBefore, writing.standing().hot(), atTheEnd.requests(), changes);
        }
    }
}
