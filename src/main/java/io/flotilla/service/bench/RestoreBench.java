package io.flotilla.service.bench;

import io.flotilla.fleet.FreeThreads;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Proof;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Progress;
import io.flotilla.service.demo.Workplace;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures restores: of many small databases, from a directory or another target, and of a large one, each in a
/// process of its own that is started like this program was. Nothing remains. For use by one thread.
public final class RestoreBench {

    private static final int PARALLEL = 8;
    private static final long FETCHED_BYTES = 64L * 1024 * 1024;

    private final RestoreOrder order;
    private final Progress progress;
    private final InstantSource clock;
    private final List<Figure> figures = new ArrayList<>();

    public RestoreBench(RestoreOrder order, Progress progress, InstantSource clock) {
        this.order = order;
        this.progress = progress;
        this.clock = clock;
    }

    /// Makes the replicas, restores them, and removes everything.
    ///
    /// @throws IOException where a process failed, or a database did not come back as it was
    public BenchReport run() throws IOException, SQLException, InterruptedException {
        List<String> program = EngineProcess.program();
        Map<String, String> machine = Machine.describe(order.place(), program);
        try (Workplace workplace = Workplace.temporaryIn(order.place())) {
            new SmallRestores(order, progress, clock, figures)
                    .measure(workplace.root().resolve("small"), program);
            if (order.large() > 0) {
                large(workplace.root().resolve("large"), program);
            }
            progress.step("removing what was made");
        }
        progress.end();
        return new BenchReport(machine, order.databases(), figures);
    }

    private void large(Path place, List<String> program) throws IOException, InterruptedException {
        Path target = place.resolve("target");
        var replica = new LargeReplica(place, order.large(), order.files());
        progress.step("making the replica of a database of " + order.large() + " MiB in " + order.files() + " files");
        Files.createDirectories(target);
        try (OpenTarget opened = MeasuredRestore.open(target.toString())) {
            replica.create(new LtxStore(opened.target(), opened.layout()), clock.instant());
        }
        progress.step("restoring it");
        Path source = target.resolve(LargeReplica.key().toString());
        Path output = place.resolve("restored.db");
        MeasuredProcess ours = MeasuredRestore.run(
                place, MeasuredRestore.command(program, "restore", source.toString(), "-o", output.toString()));
        MeasuredRestore.compare(replica.database(), output);
        Files.delete(output);
        figures.add(Figure.plain(
                "restore of a large one",
                Amounts.seconds(ours.time()),
                order.large() + " MiB in " + order.files() + " files of level 0, from a directory, durable; "
                        + Amounts.seconds(ours.processor()) + " of processor"));
        figures.add(MeasuredRestore.memory(ours));
        if (order.litestream().isPresent()) {
            beside(place, source, ours);
        }
        requests(place, source);
        Workplace.remove(place);
    }

    private void beside(Path place, Path source, MeasuredProcess ours) throws IOException, InterruptedException {
        progress.step("restoring it by litestream restore");
        Path output = place.resolve("litestream.db");
        MeasuredProcess theirs = MeasuredRestore.run(
                place,
                MeasuredRestore.litestream(
                        order.litestream().orElseThrow(), source.toUri().toString(), output));
        Files.delete(output);
        double factor = MeasuredRestore.millis(theirs.time()) / MeasuredRestore.millis(ours.time());
        figures.add(Figure.of(
                "  beside litestream",
                "≥ 2 ×",
                Amounts.times(factor),
                factor >= 2,
                Amounts.seconds(theirs.time()) + " by litestream restore, "
                        + Amounts.megabytes(theirs.residentBytes())));
    }

    /// In this process, where requests are counted.
    private void requests(Path place, Path source) throws IOException {
        progress.step("counting requests");
        Path output = place.resolve("counted.db");
        try (OpenTarget opened = MeasuredRestore.open(source.toString())) {
            var metered = new MeteredTarget(opened.target());
            var fetching = new Fetching(new FreeThreads(), new FetchBudget(FETCHED_BYTES, PARALLEL), Fetching.DEADLINE);
            var restore = new Restore(new LtxStore(metered, opened.layout()), fetching, Proof.CHECKSUMS);
            var _ = restore.restore(
                    new RestoreRequest(ObjectKey.ROOT, new RestorePoint.Latest(), output), RestoreProgress.NONE);
            figures.add(requests(metered.counts()));
        }
    }

    private Figure requests(RequestCounts counts) {
        long reads = counts.of(RequestKind.READ);
        long lists = counts.of(RequestKind.LIST);
        long allowed = Math.ceilDiv(order.files() * 102L, 100) + Math.ceilDiv(order.large(), 32);
        return Figure.of(
                "  requests",
                "≤ 1.02 a file",
                "%.3f".formatted((double) reads / order.files()),
                reads <= allowed && lists <= Math.ceilDiv(order.files(), 1000) + 1,
                reads + " reads of " + order.files() + " files (one for each 32 MiB of a file), " + lists
                        + " listings");
    }
}
