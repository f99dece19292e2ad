package io.flotilla.service.bench;

import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Progress;
import io.flotilla.service.demo.Workplace;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Measures restores of many small databases beside bare reads of the same objects. For use by one thread.
///
/// @param figures receives what was measured
record SmallRestores(RestoreOrder order, Progress progress, InstantSource clock, List<Figure> figures) {

    private static final int PARALLEL = 8;
    private static final int LITESTREAM_LOOP = 100;
    private static final int COMPARED_EACH = 16;

    /// @param place for everything that is written; nothing of it remains
    void measure(Path place, List<String> program) throws IOException, SQLException, InterruptedException {
        Path directory = Files.createDirectories(place.resolve("target"));
        String target = order.target().orElse(directory.toString());
        try (OpenTarget opened = MeasuredRestore.open(target)) {
            if (!opened.target()
                    .list(ListRequest.below(ObjectKey.ROOT))
                    .objects()
                    .isEmpty()) {
                throw new IOException(TargetUrl.parse(target) + " is not empty, and this would empty it");
            }
            try {
                measure(place, program, opened);
            } finally {
                if (order.target().isPresent()) {
                    progress.step("emptying the target");
                    empty(opened.target());
                }
            }
        }
        Workplace.remove(place);
    }

    private void measure(Path place, List<String> program, OpenTarget opened)
            throws IOException, SQLException, InterruptedException {
        String target = order.target().orElse(place.resolve("target").toString());
        var replicas = new SmallReplicas(place);
        int count = order.databases();
        progress.step("making the replicas of " + Amounts.count(count) + " small databases");
        replicas.create(new LtxStore(opened.target(), opened.layout()), count, clock.instant());
        progress.step("reading them all, and nothing else");
        MeasuredProcess reads = MeasuredRestore.run(place, MeasuredRestore.command(program, "bench", "reads", target));
        progress.step("restoring them");
        Path output = place.resolve("restored");
        MeasuredProcess restore = MeasuredRestore.run(
                place, MeasuredRestore.command(program, "restore", "--all", target, "-o", output.toString()));
        compareSome(replicas, output);
        report(reads, restore);
        if (order.litestream().isPresent()) {
            litestreamLoop(place, order.litestream().get(), restore);
        }
    }

    private static void empty(ReplicaTarget target) throws IOException {
        ListPage page = target.list(ListRequest.below(ObjectKey.ROOT));
        while (!page.objects().isEmpty()) {
            List<ObjectKey> keys =
                    page.objects().stream().map(ListedObject::key).toList();
            for (DeleteResult result : target.delete(keys)) {
                if (result instanceof DeleteResult.NotDeleted(var key, var cause)) {
                    throw new IOException(key + " was not removed", cause);
                }
            }
            page = target.list(ListRequest.below(ObjectKey.ROOT));
        }
    }

    /// A directory has a rate to reach, and of a store on this machine a part of what it gives.
    private void report(MeasuredProcess reads, MeasuredProcess restore) {
        int count = order.databases();
        double rate = MeasuredRestore.rate(count, restore.time());
        double bare = MeasuredRestore.rate(count, reads.time());
        boolean isDirectory = order.target().isEmpty();
        String from = order.target().map(url -> TargetUrl.parse(url).toString()).orElse("a directory");
        String how = Amounts.count(count) + " databases of 16 to 200 KiB, "
                + Amounts.megabytes(SmallReplicas.bytes(count)) + ", from " + from + ", " + PARALLEL
                + " at a time; " + Amounts.seconds(restore.time()) + " with the start of Java";
        String bareHow = "the same objects read by the same client and nothing else: %,.0f/s in %s, %s of processor"
                .formatted(bare, Amounts.seconds(reads.time()), Amounts.seconds(reads.processor()));
        String each = "%,.0f/s".formatted(rate);
        String part = Amounts.percent(rate / bare);
        figures.add(
                isDirectory
                        ? Figure.of("restore --all", "≥ 1,500/s", each, rate >= 1500, how)
                        : Figure.plain("restore --all", each, how));
        figures.add(
                isDirectory
                        ? Figure.plain("  of bare reads", part, bareHow)
                        : Figure.of("  of bare reads", "≥ 80 %", part, rate >= 0.8 * bare, bareHow));
        figures.add(Figure.plain(
                "  processor a database",
                "%.2f ms".formatted(MeasuredRestore.millis(restore.processor()) / count),
                Amounts.seconds(restore.processor()) + " of the process, with its start"));
        figures.add(MeasuredRestore.memory(restore));
    }

    private void litestreamLoop(Path place, Path litestream, MeasuredProcess ours)
            throws IOException, InterruptedException {
        progress.step("restoring " + LITESTREAM_LOOP + " of them by litestream restore");
        Path outputs = Files.createDirectories(place.resolve("litestream"));
        long start = System.nanoTime();
        for (int number = 0; number < LITESTREAM_LOOP; number++) {
            String replica = replicaUrl(place, SmallReplicas.key(number));
            MeasuredProcess _ = MeasuredRestore.run(
                    place, MeasuredRestore.litestream(litestream, replica, outputs.resolve(number + ".db")));
        }
        double rate = MeasuredRestore.rate(LITESTREAM_LOOP, Duration.ofNanos(System.nanoTime() - start));
        double factor = MeasuredRestore.rate(order.databases(), ours.time()) / rate;
        figures.add(Figure.of(
                "  beside litestream",
                "≥ 20 ×",
                Amounts.times(factor),
                factor >= 20,
                "%,.1f/s by litestream restore, one process after the other, %d of them"
                        .formatted(rate, LITESTREAM_LOOP)));
    }

    private String replicaUrl(Path place, ObjectKey replica) {
        String url = order.target().orElse(place.resolve("target").toUri().toString());
        int query = url.indexOf('?');
        String base = query < 0 ? url : url.substring(0, query);
        return (base.endsWith("/") ? base : base + "/") + replica + (query < 0 ? "" : url.substring(query));
    }

    private void compareSome(SmallReplicas replicas, Path output) throws IOException {
        int step = Math.max(1, order.databases() / COMPARED_EACH);
        for (int number = 0; number < order.databases(); number += step) {
            MeasuredRestore.compare(
                    replicas.database(number),
                    output.resolve(SmallReplicas.key(number).toString()));
        }
    }
}
