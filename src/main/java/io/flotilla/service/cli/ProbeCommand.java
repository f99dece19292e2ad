package io.flotilla.service.cli;

import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.probe.Month;
import io.flotilla.probe.Probe;
import io.flotilla.spi.Surroundings;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.Prices;
import io.flotilla.store.RequestMeter;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla probe`: whether a target keeps what it promises, how fast it is, and what a month would cost.
@Command(
        name = "probe",
        description = {
            "Tries out whether a target keeps what replicas stand on: that a second put of a name changes nothing, also "
                    + "of 16 at the same moment, that what was put is read back and listed at once, and more. Measures how "
                    + "long requests take, and says roughly what a month costs. Puts objects below .flotilla-probe/ of the "
                    + "target and removes them again.",
            "",
            "Ends with 1 where a promise is not kept.",
            ""
        },
        footer = {
            "",
            "Prices are those of flotilla.prices.* in the configuration.",
            "",
            "Examples:",
            "  flotilla probe 's3://bucket/prefix?region=eu-central-1'",
            "  flotilla probe 's3://bucket/prefix?endpoint=https://minio.example.com' --json",
            "  flotilla probe 's3://bucket' --databases 100000 --written 500 --interval 10s --database-size 2MB",
            "  flotilla probe /mnt/backup"
        })
final class ProbeCommand implements Callable<Integer> {

    private final Prices prices;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TARGET-URL",
            converter = Converters.Target.class,
            description = "Where replicas go, as 'flotilla replicate' takes it.")
    private TargetUrl url;

    @Option(
            names = "--databases",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many databases the fleet has that the price is for. Default: ${DEFAULT-VALUE}.")
    private int databases;

    @Option(
            names = "--written",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of them are written at each moment of the month. Default: ${DEFAULT-VALUE}.")
    private int written;

    @Mixin
    private IntervalOptions interval = new IntervalOptions();

    @Option(
            names = "--database-size",
            paramLabel = "SIZE",
            defaultValue = "1MB",
            converter = Converters.Size.class,
            description = "Of one database. Default: ${DEFAULT-VALUE}.")
    private long databaseSize;

    @Option(
            names = "--change-size",
            paramLabel = "SIZE",
            defaultValue = "8kB",
            converter = Converters.Size.class,
            description = "Of what is uploaded at a time. Default: ${DEFAULT-VALUE}.")
    private long changeSize;

    @Option(names = "--json", description = "The result as a JSON object.")
    private boolean json;

    ProbeCommand(Prices prices) {
        this.prices = prices;
    }

    @Override
    public Integer call() throws IOException {
        Month month = month();
        PrintWriter out = spec.commandLine().getOut();
        var meter = new RequestMeter();
        Probe.Report report;
        try (var threads = new TargetThreads();
                var racers = new BoundedThreads(Probe.RACERS);
                OpenTarget target =
                        Targets.installed(surroundings(threads, meter)).open(url)) {
            report = new Probe(target.target(), racers, System::nanoTime, new SecureRandom()).run();
        }
        var text = new ProbeText(url, prices, month);
        if (json) {
            out.println(Json.of(text.object(report, meter.sent())));
        } else {
            text.print(report, meter.sent(), out);
        }
        out.flush();
        if (!report.isSound()) {
            throw new CommandFailure(
                    url + " does not keep what replicas stand on: the answer on standard output says what", "");
        }
        return ExitCode.OK;
    }

    private Surroundings surroundings(TargetThreads threads, RequestMeter meter) {
        return new Surroundings(
                threads, Warnings.to(spec.commandLine().getErr()).warnings(), meter);
    }

    private Month month() {
        try {
            return Month.of(new Month.Fleet(databases, written, interval.interval(), databaseSize, changeSize));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), FailureText.message(wrong), wrong);
        }
    }
}
