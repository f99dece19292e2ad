package io.flotilla.service.cli;

import io.flotilla.service.demo.Demo;
import io.flotilla.service.demo.DemoOptions;
import io.flotilla.service.demo.Progress;
import io.flotilla.service.demo.Report;
import io.flotilla.service.demo.Workplace;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `flotilla demo`: the main job on real input, from making databases to comparing what came back.
@Command(
        name = "demo",
        description = {
            "Does the main job before your eyes: makes databases, lets several processes write them, replicates all of "
                    + "them live to a directory, throws the source away, restores everything from the target alone, and "
                    + "compares it page by page, and row by row with a ledger that the writers kept.",
            "",
            "From 1,000 databases on the tree is project/databases/db/branches/branch/tenants/tenant.db, copies of a few "
                    + "templates, and 1 %% of them are written at a time, over time others.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla demo",
            "  flotilla demo --databases 1000 --seconds 60",
            "  flotilla demo --databases 100000 --sample 500",
            "  flotilla demo --keep /tmp/look --json"
        })
final class DemoCommand implements Callable<Integer> {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final DemoEngine engine;
    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--databases",
            paramLabel = "N",
            defaultValue = "" + DemoOptions.DEFAULT_DATABASES,
            description = "How many databases are made. Default: ${DEFAULT-VALUE}.")
    private int databases;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "" + DemoOptions.DEFAULT_SECONDS,
            description = "How long they are written. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "" + DemoOptions.DEFAULT_WRITERS,
            description = "How many processes write. Default: ${DEFAULT-VALUE}.")
    private int writers;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "" + DemoOptions.DEFAULT_SAMPLE,
            description = "At most so many databases are restored and compared, most of them such that were written. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int sample;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of all random choices. Default: a new one, which is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description =
                    "An empty or absent directory to work in and to keep. Default: a temporary one that is removed.")
    private @Nullable Path keep;

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    DemoCommand(DemoEngine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? RandomGenerator.getDefault().nextLong() : seed;
        var options = new DemoOptions(databases, Duration.ofSeconds(seconds), writers, chosen, sample);
        try (Workplace place = keep == null ? Workplace.temporary() : Workplace.in(keep)) {
            Report report = new Demo(engine, options, progress(clock), clock).run(place);
            spec.commandLine().getOut().println(json ? report.json() : report.table());
            return report.exitCode();
        }
    }

    /// On standard error, so that a result in JSON stays alone on standard output.
    static Progress progress(InstantSource clock) {
        boolean isWatched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return isWatched ? Progress.rewriting(System.err) : Progress.lines(System.err, BETWEEN_LINES, clock);
    }
}
