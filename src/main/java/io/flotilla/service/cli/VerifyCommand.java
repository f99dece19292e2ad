package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.FreeThreads;
import io.flotilla.restore.FetchBudget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Restore;
import io.flotilla.service.verification.ReplicaCheck;
import io.flotilla.service.verification.ReplicaCheck.Checked;
import io.flotilla.service.verification.SourceComparison;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaListing;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla verify`: whether replicas can be restored.
@Command(
        name = "verify",
        description = {
            "Proves that replicas can be restored, by restoring them from the target alone: whether the files lead from the "
                    + "first transaction to the last one without a gap, all checksums hold, and SQLite's quick_check "
                    + "finds the database sound. What came back is removed again.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla verify /mnt/backup/a/b.db",
            "  flotilla verify --all /mnt/backup --source /srv/data",
            "  flotilla verify --sample 100 /mnt/backup --json"
        })
final class VerifyCommand implements Callable<Integer> {

    private static final long FETCHED_BYTES = 64L * 1024 * 1024;
    private static final int FETCHED_FILES = 8;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "REPLICA-URL",
            converter = Converters.Target.class,
            description = "The replica of one database, or with --all or --sample the target that holds many.")
    private TargetUrl url;

    @Option(names = "--all", description = "Every replica below the URL.")
    private boolean all;

    @Option(names = "--sample", paramLabel = "N", description = "So many of them, chosen at random.")
    private @Nullable Integer sample;

    @Option(
            names = "--source",
            paramLabel = "DIR",
            description = "Where the databases are, or the one database: each is compared page by page with what came "
                    + "back, unless it has a log or was written after its newest file.")
    private @Nullable Path source;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "Where databases are restored to for a moment. Default: the directory of temporary files.")
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many at a time. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (parallel < 1 || (sample != null && (sample < 1 || all))) {
            throw new ParameterException(
                    spec.commandLine(), "--parallel and --sample are at least 1, and --sample does without --all");
        }
        if (!Files.isDirectory(scratch)) {
            throw new CommandFailure("The directory '" + scratch + "' does not exist", "another one for --scratch");
        }
        long start = System.nanoTime();
        var report = new Report(spec.commandLine().getOut(), json);
        report.begin(url);
        try (OpenTarget opened = Targets.installed(
                                Warnings.to(spec.commandLine().getErr()))
                        .open(url);
                ProgressLine progress = ProgressLine.of(spec.commandLine().getErr(), json)) {
            var target = new PatientTarget(opened.target(), Attempts.some(new SplittableRandom()));
            check(new LtxStore(target, opened.layout()), checked -> {
                report.add(checked);
                progress.databases(report.sound + report.faulty);
            });
        }
        report.end(Duration.ofNanos(System.nanoTime() - start));
        return ended(report);
    }

    private int ended(Report report) {
        if (report.faulty > 0) {
            throw new CommandFailure(
                    report.faulty + " of " + Sizes.count(report.sound + report.faulty, "replica")
                            + " not proved: the answer on standard output says which, and why",
                    "");
        }
        if (report.sound == 0) {
            throw new CommandFailure("No replica " + (isMany() ? "below " : "at ") + url, "");
        }
        return ExitCode.OK;
    }

    private boolean isMany() {
        return all || sample != null;
    }

    private void check(LtxStore store, Consumer<Checked> done) throws IOException {
        var fetching =
                new Fetching(new FreeThreads(), new FetchBudget(FETCHED_BYTES, FETCHED_FILES), Fetching.DEADLINE);
        var random = new SplittableRandom();
        var check = new ReplicaCheck(
                new Restore(store, fetching, Verification.QUICK.proof()),
                Attempts.some(random),
                scratch.toAbsolutePath(),
                Optional.ofNullable(source).map(SourceComparison::new));
        try (var threads = new BoundedThreads(parallel)) {
            Consumer<ReplicaListing> begin = listing -> threads.execute(() -> {
                Checked checked = check.check(listing);
                synchronized (done) {
                    done.accept(checked);
                }
            });
            replicas(store, random, begin);
        }
    }

    private void replicas(LtxStore store, RandomGenerator random, Consumer<ReplicaListing> begin) throws IOException {
        Integer some = sample;
        if (some != null) {
            sampled(store, some, random).forEach(begin);
        } else if (all) {
            store.listAll(ObjectKey.ROOT, begin);
        } else {
            var files = store.list(ObjectKey.ROOT);
            if (!files.isEmpty()) {
                begin.accept(new ReplicaListing(ObjectKey.ROOT, files));
            }
        }
    }

    /// Each replica with the same chance, while the listing passes.
    private static List<ReplicaListing> sampled(LtxStore store, int size, RandomGenerator random) throws IOException {
        var sampled = new ArrayList<ReplicaListing>();
        long[] seen = {0};
        store.listAll(ObjectKey.ROOT, listing -> {
            seen[0]++;
            if (sampled.size() < size) {
                sampled.add(listing);
                return;
            }
            long place = random.nextLong(seen[0]);
            if (place < size) {
                sampled.set(Math.toIntExact(place), listing);
            }
        });
        return sampled;
    }

    /// What is said, as it comes. Used by one thread at a time.
    private static final class Report {

        private final PrintWriter out;
        private final boolean json;
        private String separator = "";
        private long sound;
        private long faulty;
        private long bytes;

        Report(PrintWriter out, boolean json) {
            this.out = out;
            this.json = json;
        }

        void begin(TargetUrl target) {
            if (json) {
                out.print("{\"target\":" + Json.of(target) + ",\"replicas\":[");
            }
        }

        void add(Checked checked) {
            switch (checked) {
                case Checked.Sound one -> {
                    sound++;
                    bytes += one.restored().bytes();
                }
                case Checked.Faulty _, Checked.Unanswered _ -> faulty++;
            }
            out.print(json ? separator + Json.of(object(checked)) : line(checked) + "\n");
            separator = ",";
        }

        private static String line(Checked checked) {
            return switch (checked) {
                case Checked.Sound(var replica, var restored, var likeness) ->
                    "sound   %s  %12d  %s".formatted(restored.txId(), restored.bytes(), shown(replica))
                            + likeness.map(same -> ": " + same.text()).orElse("");
                case Checked.Faulty(var replica, var reason) -> "FAULTY  " + shown(replica) + ": " + reason;
                case Checked.Unanswered(var replica, var failure) ->
                    "FAULTY  " + shown(replica) + ": " + FailureText.of(failure).what();
            };
        }

        private static String shown(ObjectKey replica) {
            return replica.isRoot() ? "." : Table.visible(replica.toString());
        }

        private static Map<String, Object> object(Checked checked) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("replica", checked.replica());
            switch (checked) {
                case Checked.Sound(var replica, var restored, var likeness) -> {
                    object.put("txid", restored.txId());
                    object.put("timestamp", restored.moment());
                    object.put("bytes", restored.bytes());
                    object.put("files", restored.files());
                    likeness.ifPresent(same -> object.put("source", same.text()));
                }
                case Checked.Faulty(var replica, var reason) -> object.put("error", reason);
                case Checked.Unanswered(var replica, var failure) ->
                    object.put("error", FailureText.of(failure).what());
            }
            return object;
        }

        void end(Duration time) {
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("sound", sound);
                object.put("faulty", faulty);
                object.put("duration_ms", time.toMillis());
                out.println("]," + Json.of(object).substring(1));
            } else {
                out.println();
                out.println("Proved " + sound + " of " + Sizes.count(sound + faulty, "replica") + ", "
                        + Sizes.bytes(bytes) + ", " + Sizes.duration(time));
            }
            out.flush();
        }
    }
}
