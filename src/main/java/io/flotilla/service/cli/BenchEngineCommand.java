package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetLoad;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.service.bench.EventFile;
import io.flotilla.service.bench.WatchedScanner;
import io.flotilla.service.demo.AcknowledgementFile;
import io.flotilla.service.demo.Moments;
import io.flotilla.store.RequestCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The process that the benchmark measures: what `flotilla replicate` does, and in addition files of what it found and
/// what was acknowledged, and answers to questions on standard input. It ends when that does.
///
/// Questions, a line each. A line of names and numbers answers `state` and `copied`; `done` answers `findings on`,
/// `findings off`, `flush` and `stop` when it is.
@Command(name = "engine", hidden = true, description = "The process that the benchmark measures.")
final class BenchEngineCommand implements Callable<Integer> {

    private final RequestedFleet requested;
    private final MeasuredFleet measured;
    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "Where the databases are.")
    private Path source;

    @Parameters(index = "1", paramLabel = "TARGET", description = "Where replicas go.")
    private Path target;

    @Parameters(index = "2", paramLabel = "STATE", description = "The state directory.")
    private Path state;

    @Parameters(index = "3", paramLabel = "FILES", description = "The beginning of the names of both files.")
    private Path files;

    @Option(names = "--sweeps-alone", description = "Without the system's events.")
    private boolean sweepsAlone;

    private volatile boolean notesFindings;

    BenchEngineCommand(RequestedFleet requested, MeasuredFleet measured, InstantSource clock) {
        this.requested = requested;
        this.measured = measured;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        try (var acknowledged = AcknowledgementFile.create(Path.of(files + ".acknowledged"));
                var found = EventFile.create(Path.of(files + ".found"))) {
            var scanner = new AtomicReference<WatchedScanner>();
            FleetSettings settings = MeasuredFleet.settings(source, target, state);
            try (Fleet fleet = requested.open(settings, measured.witness(acknowledged), inner -> {
                        var watched = new WatchedScanner(
                                inner,
                                sweepsAlone ? WatchedScanner.Hearing.SWEEPS_ALONE : WatchedScanner.Hearing.EVENTS,
                                (database, at) -> note(found, database, at),
                                clock);
                        scanner.set(watched);
                        return watched;
                    });
                    SmallHeap.Kept _ = SmallHeap.keep()) {
                Future<FleetSummary> run = fleet.runInBackground(MeasuredFleet.INTERVAL);
                answer(new Running(fleet, run, scanner.get()), acknowledged, found);
            }
        }
        return ExitCode.OK;
    }

    private void note(EventFile found, DatabaseId database, Instant at) {
        if (notesFindings) {
            found.add(measured.name(database), at);
        }
    }

    private record Running(Fleet fleet, Future<FleetSummary> run, WatchedScanner scanner) {}

    private void answer(Running running, AcknowledgementFile acknowledged, EventFile found) throws Exception {
        var questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            switch (line) {
                case "state" -> say(state(running));
                case "copied" -> say(copied());
                case "findings on" -> notesFindings = true;
                case "findings off" -> notesFindings = false;
                case "flush" -> flush(acknowledged, found);
                case "stop" -> stop(running);
                default -> throw new IOException("The engine of the benchmark does not know '" + line + "'");
            }
            if (!line.equals("state") && !line.equals("copied")) {
                say("done");
            }
            if (line.equals("stop")) {
                return;
            }
        }
    }

    private static void flush(AcknowledgementFile acknowledged, EventFile found) throws IOException {
        acknowledged.flush();
        found.flush();
    }

    private static void stop(Running running) throws Exception {
        running.fleet().stop();
        FleetSummary _ = running.run().get();
    }

    private Map<String, Long> state(Running running) {
        Map<String, Long> state = new LinkedHashMap<>();
        FleetLoad load = running.fleet().load();
        state.put("databases", (long) requested.catalog().size());
        state.put("hot", (long) running.fleet().tiers().hot());
        state.put("fresh", (long) load.fresh());
        state.put("firstCopies", (long) load.firstCopies());
        state.put("turns", (long) load.turns());
        state.put("ageMillis", load.age().toMillis());
        state.put("sweeps", running.scanner().sweeps());
        state.put("firstSweep", nanos(running.scanner().firstSweep()));
        state.put("told", running.scanner().isTold() ? 1L : 0L);
        state.put("ended", running.run().isDone() ? 1L : 0L);
        state.put("sourceBytesRead", requested.bytesRead());
        state.putAll(measured.requests());
        RequestCounts counts = requested.requests();
        state.put("bytesStored", counts.bytesStored());
        state.put("targetBytesRead", counts.bytesRead());
        return state;
    }

    private static long nanos(Instant moment) {
        return moment.equals(Instant.MAX) ? 0 : Moments.nanos(moment);
    }

    private Map<String, Long> copied() {
        var copied = new AtomicLong();
        requested.catalog().forEach(row -> copied.addAndGet(row.lastTxId() > 0 ? 1 : 0));
        return Map.of("copied", copied.get());
    }

    private void say(Map<String, Long> numbers) {
        say(numbers.entrySet().stream()
                .map(each -> each.getKey() + '=' + each.getValue())
                .collect(Collectors.joining(" ")));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
