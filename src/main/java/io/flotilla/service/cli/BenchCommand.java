package io.flotilla.service.cli;

import io.flotilla.service.bench.BenchOptions;
import io.flotilla.service.bench.BenchReport;
import io.flotilla.service.bench.Figure;
import io.flotilla.service.bench.FleetBench;
import io.flotilla.service.bench.Phase;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `flotilla bench`: what this machine gives.
@Command(
        name = "bench",
        description = "Measures on this machine.",
        subcommands = {
            BenchCommand.FleetCommand.class,
            BenchRestoreCommand.class,
            BenchEngineCommand.class,
            BenchRestoreCommand.ReadsCommand.class
        },
        footer = {"", "Examples:", "  flotilla bench fleet --quick", "  flotilla bench restore --quick"})
final class BenchCommand implements Runnable {

    private static final int QUICK_DATABASES = 10_000;
    private static final int DATABASES = 100_000;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Nothing named to measure");
    }

    /// A table of all figures.
    static void print(BenchReport report, PrintWriter out) {
        report.machine().forEach((name, value) -> out.println(name + ": " + value));
        out.println();
        var table = new Table(
                Table.Column.left("FIGURE"),
                Table.Column.left("BAR"),
                Table.Column.left("MEASURED"),
                Table.Column.left(""),
                Table.Column.left("HOW"));
        for (Figure figure : report.figures()) {
            table.add(figure.name(), figure.bar(), figure.measured(), BenchReport.word(figure.verdict()), figure.how());
        }
        table.print(out);
    }

    /// Names of phases with commas between them.
    static final class Phases implements ITypeConverter<PhaseSet> {

        @Override
        public PhaseSet convert(String text) {
            try {
                return new PhaseSet(Phase.parse(text));
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(FailureText.message(unknown));
            }
        }
    }

    /// Some phases. A set of its own would be one option for each element to the parser.
    record PhaseSet(Set<Phase> phases) {}

    /// `flotilla bench fleet`: the table of a large fleet.
    @Command(
            name = "fleet",
            description = {
                "Makes many databases, replicates them to a directory, and prints figures with the bars that a hundred "
                        + "thousand databases on a host with two processors are held against.",
                "",
                "The replicator, and those who write, are processes of their own; the replicator has the options of "
                        + "Java that this command was started with. All files are in one temporary directory, which is "
                        + "removed. Takes some 40 minutes for 100,000 databases, and 4 GB.",
                "",
                "Parts: create, contact (first copies), hot (memory, processor, time until acknowledged), detect (time "
                        + "until noticed), idle, restart, sweep (idle and detect without the system's events), lost (the "
                        + "catalog), sick, growth (all is measured with a tenth of the databases as well).",
                ""
            },
            footer = {
                "",
                "Examples:",
                "  flotilla bench fleet                                   the whole table",
                "  flotilla bench fleet --quick                           10,000 databases, each part short",
                "  flotilla bench fleet --directories one --only hot,idle --json"
            })
    static final class FleetCommand implements Callable<Integer> {

        private final InstantSource clock;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--databases",
                paramLabel = "N",
                description = "How many databases are made. Default: 100000, with --quick 10000.")
        private @Nullable Integer databases;

        @Option(
                names = "--directories",
                paramLabel = "one|hundred",
                defaultValue = "hundred",
                description = "How many databases share a directory. Default: ${DEFAULT-VALUE}.")
        private BenchOptions.Directories directories;

        @Option(
                names = "--only",
                paramLabel = "PART,...",
                converter = Phases.class,
                description = "These parts, and what they stand on. Default: all.")
        private @Nullable PhaseSet only;

        @Option(names = "--quick", description = "Seconds instead of minutes for each part: to see that it works.")
        private boolean quick;

        @Option(
                names = "--place",
                paramLabel = "DIR",
                description = "In which directory the temporary one is made: it says which file system is measured. "
                        + "Default: that of temporary files.")
        private Path place = Path.of(System.getProperty("java.io.tmpdir"));

        @Option(names = "--json", description = "The result as a JSON object.")
        private boolean json;

        FleetCommand(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public Integer call() throws Exception {
            new FleetBench(options(), DemoCommand.progress(clock), clock).run(this::say);
            return ExitCode.OK;
        }

        private void say(BenchReport report) {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.of(report.fields()));
            } else {
                print(report, out);
                sayWhichBars(report, out);
            }
            out.flush();
        }

        private static void sayWhichBars(BenchReport report, PrintWriter out) {
            if (report.databases() < DATABASES) {
                out.println();
                out.println("The bars are those of 100,000 databases, not of " + report.databases() + ".");
            }
        }

        private BenchOptions options() {
            Integer count = databases;
            PhaseSet some = only;
            int all = quick ? QUICK_DATABASES : DATABASES;
            return new BenchOptions(
                    count == null ? all : count,
                    directories,
                    some == null ? EnumSet.allOf(Phase.class) : some.phases(),
                    quick ? BenchOptions.Lengths.QUICK : BenchOptions.Lengths.FULL,
                    place);
        }
    }
}
