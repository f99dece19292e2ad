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
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures restores from a directory: of many small databases and of a large one, each in a process of its
/// own that is started like this program was. Nothing remains. For use by one thread.
public final class RestoreBench {

    private static final int PARALLEL = 8;
    private static final int LITESTREAM_LOOP = 100;
    private static final int COMPARED_EACH = 16;
    private static final long MOST_RESIDENT = 300_000_000;
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
            small(workplace.root().resolve("small"), program);
            if (order.large() > 0) {
                large(workplace.root().resolve("large"), program);
            }
            progress.step("removing what was made");
        }
        progress.end();
        return new BenchReport(machine, order.databases(), figures);
    }

    private void small(Path place, List<String> program) throws IOException, SQLException, InterruptedException {
        Path target = place.resolve("target");
        var replicas = new SmallReplicas(place);
        int count = order.databases();
        progress.step("making the replicas of " + Amounts.count(count) + " small databases");
        Files.createDirectories(target);
        try (OpenTarget opened = open(target)) {
            replicas.create(new LtxStore(opened.target(), opened.layout()), count, clock.instant());
        }
        progress.step("reading them all, and nothing else");
        MeasuredProcess reads = run(place, command(program, "bench", "reads", target.toString()));
        progress.step("restoring them");
        Path output = place.resolve("restored");
        MeasuredProcess restore =
                run(place, command(program, "restore", "--all", target.toString(), "-o", output.toString()));
        compareSome(replicas, output);
        report(reads, restore);
        if (order.litestream().isPresent()) {
            litestreamLoop(place, order.litestream().get(), restore);
        }
        Workplace.remove(place);
    }

    private void report(MeasuredProcess reads, MeasuredProcess restore) {
        int count = order.databases();
        double rate = rate(count, restore.time());
        double bare = rate(count, reads.time());
        String how = Amounts.count(count) + " databases of 16 to 200 KiB, "
                + Amounts.megabytes(SmallReplicas.bytes(count)) + ", from a directory, " + PARALLEL + " at a time; "
                + Amounts.seconds(restore.time()) + " with the start of Java";
        figures.add(Figure.of("restore --all", "≥ 1,500/s", "%,.0f/s".formatted(rate), rate >= 1500, how));
        figures.add(Figure.of(
                "  of bare reads",
                "≥ 80 %",
                Amounts.percent(rate / bare),
                rate >= 0.8 * bare,
                "the same objects read by the same client and nothing else: %,.0f/s in %s, %s of processor"
                        .formatted(bare, Amounts.seconds(reads.time()), Amounts.seconds(reads.processor()))));
        figures.add(Figure.plain(
                "  processor a database",
                "%.2f ms".formatted(millis(restore.processor()) / count),
                Amounts.seconds(restore.processor()) + " of the process, with its start"));
        figures.add(memory(restore));
    }

    private static Figure memory(MeasuredProcess process) {
        return Figure.of(
                "  memory",
                "≤ 300 MB",
                Amounts.megabytes(process.residentBytes()),
                process.residentBytes() <= MOST_RESIDENT,
                "VmHWM of the process");
    }

    private void litestreamLoop(Path place, Path litestream, MeasuredProcess ours)
            throws IOException, InterruptedException {
        progress.step("restoring " + LITESTREAM_LOOP + " of them by litestream restore");
        Path outputs = Files.createDirectories(place.resolve("litestream"));
        long start = System.nanoTime();
        for (int number = 0; number < LITESTREAM_LOOP; number++) {
            Path replica =
                    place.resolve("target").resolve(SmallReplicas.key(number).toString());
            MeasuredProcess _ = run(place, litestream(litestream, replica, outputs.resolve(number + ".db")));
        }
        double rate = rate(LITESTREAM_LOOP, Duration.ofNanos(System.nanoTime() - start));
        double factor = rate(order.databases(), ours.time()) / rate;
        figures.add(Figure.of(
                "  beside litestream",
                "≥ 20 ×",
                Amounts.times(factor),
                factor >= 20,
                "%,.1f/s by litestream restore, one process after the other, %d of them"
                        .formatted(rate, LITESTREAM_LOOP)));
    }

    private void compareSome(SmallReplicas replicas, Path output) throws IOException {
        int step = Math.max(1, order.databases() / COMPARED_EACH);
        for (int number = 0; number < order.databases(); number += step) {
            compare(
                    replicas.database(number),
                    output.resolve(SmallReplicas.key(number).toString()));
        }
    }

    private static void compare(Path expected, Path restored) throws IOException {
        if (Files.mismatch(expected, restored) >= 0) {
            throw new IOException(restored + " is not what its replica was made of");
        }
    }

    private void large(Path place, List<String> program) throws IOException, InterruptedException {
        Path target = place.resolve("target");
        var replica = new LargeReplica(place, order.large(), order.files());
        progress.step("making the replica of a database of " + order.large() + " MiB in " + order.files() + " files");
        Files.createDirectories(target);
        try (OpenTarget opened = open(target)) {
            replica.create(new LtxStore(opened.target(), opened.layout()), clock.instant());
        }
        progress.step("restoring it");
        Path source = target.resolve(LargeReplica.key().toString());
        Path output = place.resolve("restored.db");
        MeasuredProcess ours = run(place, command(program, "restore", source.toString(), "-o", output.toString()));
        compare(replica.database(), output);
        Files.delete(output);
        figures.add(Figure.plain(
                "restore of a large one",
                Amounts.seconds(ours.time()),
                order.large() + " MiB in " + order.files() + " files of level 0, from a directory, durable; "
                        + Amounts.seconds(ours.processor()) + " of processor"));
        figures.add(memory(ours));
        if (order.litestream().isPresent()) {
            beside(place, source, ours);
        }
        requests(place, source);
        Workplace.remove(place);
    }

    private void beside(Path place, Path source, MeasuredProcess ours) throws IOException, InterruptedException {
        progress.step("restoring it by litestream restore");
        Path output = place.resolve("litestream.db");
        MeasuredProcess theirs = run(place, litestream(order.litestream().orElseThrow(), source, output));
        Files.delete(output);
        double factor = millis(theirs.time()) / millis(ours.time());
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
        try (OpenTarget opened = open(source)) {
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

    private static OpenTarget open(Path target) throws IOException {
        return Targets.installed().open(TargetUrl.parse(target.toString()));
    }

    private static MeasuredProcess run(Path place, List<String> command) throws IOException, InterruptedException {
        return MeasuredProcess.run(command, place.resolve("said"));
    }

    /// With the options of Java that the launcher gives it: a restore of one database has both compilers.
    private static List<String> command(List<String> program, String... words) {
        List<String> command = new ArrayList<>(program);
        boolean isOfOne = words[0].equals("restore") && !List.of(words).contains("--all");
        if (!isOfOne) {
            command.add(command.indexOf("-jar"), "-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of(words));
        return command;
    }

    private static List<String> litestream(Path program, Path replica, Path output) {
        return List.of(
                program.toString(),
                "restore",
                "-o",
                output.toString(),
                replica.toUri().toString());
    }

    private static double rate(int count, Duration time) {
        return count * 1e9 / Math.max(1, time.toNanos());
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
