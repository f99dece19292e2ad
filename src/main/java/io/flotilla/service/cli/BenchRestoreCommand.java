package io.flotilla.service.cli;

import io.flotilla.fleet.BoundedThreads;
import io.flotilla.service.bench.BenchReport;
import io.flotilla.service.bench.PlainReads;
import io.flotilla.service.bench.RestoreBench;
import io.flotilla.service.bench.RestoreOrder;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla bench restore`: how fast databases come back.
@Command(
        name = "restore",
        description = {
            "Makes replicas in a directory, restores them, and prints figures with their bars: many small databases beside "
                    + "bare reads of the same objects, and a large one of many files.",
            "",
            "Each restore is a process of its own, with the options of Java that the launcher gives it. All files "
                    + "are in one temporary directory, which is removed. Takes some minutes, and 6 GB.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  flotilla bench restore --litestream /usr/bin/litestream",
            "  flotilla bench restore --quick",
            "  flotilla bench restore --large 0 --target 's3://bench/restore?endpoint=http://127.0.0.1:9000'"
        })
final class BenchRestoreCommand implements Callable<Integer> {

    private static final int DATABASES = 10_000;
    private static final int QUICK_DATABASES = 1000;
    private static final int LARGE_MEBIBYTES = 1024;
    private static final int QUICK_MEBIBYTES = 64;
    private static final int FILES = 1000;
    private static final int QUICK_FILES = 100;

    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--databases",
            paramLabel = "N",
            description = "Small databases. Default: 10000, with --quick 1000.")
    private @Nullable Integer databases;

    @Option(
            names = "--large",
            paramLabel = "MIB",
            description = "The size of the large one, 0 = none. Default: 1024, with --quick 64.")
    private @Nullable Integer large;

    @Option(names = "--files", paramLabel = "N", description = "Its files. Default: 1000, with --quick 100.")
    private @Nullable Integer files;

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "Where the replicas of the small ones are put, for example a bucket of a server on this "
                    + "machine. It has to be empty, and is emptied again. Default: a directory.")
    private @Nullable String target;

    @Option(
            names = "--litestream",
            paramLabel = "FILE",
            defaultValue = "${env:FLOTILLA_LITESTREAM:-" + Option.NULL_VALUE + "}",
            description = "The program to compare with. Default: FLOTILLA_LITESTREAM, else nothing is compared.")
    private @Nullable Path litestream;

    @Option(names = "--quick", description = "A tenth of everything: to see that it works.")
    private boolean quick;

    @Option(
            names = "--place",
            paramLabel = "DIR",
            description = "In which directory the temporary one is made: it says which file system is measured. "
                    + "Default: that of temporary files.")
    private Path place = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    BenchRestoreCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        BenchReport report = new RestoreBench(order(), DemoCommand.progress(clock), clock).run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(report.fields()));
        } else {
            BenchCommand.print(report, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private RestoreOrder order() {
        try {
            return new RestoreOrder(
                    given(databases, DATABASES, QUICK_DATABASES),
                    given(large, LARGE_MEBIBYTES, QUICK_MEBIBYTES),
                    given(files, FILES, QUICK_FILES),
                    Optional.ofNullable(target),
                    Optional.ofNullable(litestream),
                    place);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), FailureText.message(wrong), wrong);
        }
    }

    private int given(@Nullable Integer value, int usual, int quickly) {
        if (value != null) {
            return value;
        }
        return quick ? quickly : usual;
    }

    /// The process that reads all objects of a target: what a restore is compared with.
    @Command(name = "reads", hidden = true, description = "Reads all objects of a target, and does nothing with them.")
    static final class ReadsCommand implements Callable<Integer> {

        private static final int AT_A_TIME = 8;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "TARGET-URL", converter = Converters.Target.class, description = "What is read.")
        private TargetUrl url;

        @Override
        public Integer call() throws IOException {
            try (OpenTarget opened = Targets.installed(
                                    Warnings.to(spec.commandLine().getErr()))
                            .open(url);
                    var threads = new BoundedThreads(AT_A_TIME)) {
                PlainReads.Read read = new PlainReads(opened.target(), threads).run();
                spec.commandLine()
                        .getOut()
                        .println(Sizes.count(read.objects(), "object") + ", " + Sizes.bytes(read.bytes()));
            }
            return ExitCode.OK;
        }
    }
}
