package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetLoad;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.bench.EventFile;
import io.flotilla.service.bench.WatchedScanner;
import io.flotilla.service.demo.Acknowledgement;
import io.flotilla.service.demo.AcknowledgementFile;
import io.flotilla.service.demo.Moments;
import io.flotilla.spi.Tier;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import io.flotilla.store.TargetUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
/// Questions, a line each: `state` and `hot` are answered by a line of names and numbers, `findings on`, `findings
/// off`,
/// `flush` and `stop` by `done` when it is.
@Command(name = "engine", hidden = true, description = "The process that the benchmark measures.")
final class BenchEngineCommand implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RequestedFleet requested;
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

    BenchEngineCommand(RequestedFleet requested, InstantSource clock) {
        this.requested = requested;
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        try (var acknowledged = AcknowledgementFile.create(Path.of(files + ".acknowledged"));
                var found = EventFile.create(Path.of(files + ".found"))) {
            var scanner = new AtomicReference<WatchedScanner>();
            try (Fleet fleet = requested.open(settings(), new Told(acknowledged), inner -> {
                var watched = new WatchedScanner(
                        inner,
                        sweepsAlone ? WatchedScanner.Hearing.SWEEPS_ALONE : WatchedScanner.Hearing.EVENTS,
                        (database, at) -> note(found, database, at),
                        clock);
                scanner.set(watched);
                return watched;
            })) {
                answer(new Running(fleet, fleet.runInBackground(INTERVAL), scanner.get()), acknowledged, found);
            }
        }
        return ExitCode.OK;
    }

    private FleetSettings settings() {
        return new FleetSettings(
                List.of(Root.of(source)),
                TargetUrl.parse(target.toString()),
                state,
                INTERVAL,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
    }

    private void note(EventFile found, DatabaseId database, Instant at) {
        if (notesFindings) {
            found.add(name(database), at);
        }
    }

    private String name(DatabaseId database) {
        return requested.catalog().row(database).replica().toString();
    }

    private final class Told implements FleetWitness {

        private final AcknowledgementFile file;

        Told(AcknowledgementFile file) {
            this.file = file;
        }

        @Override
        public void acknowledged(io.flotilla.fleet.Acknowledgement confirmed) {
            file.accept(new Acknowledgement(
                    name(confirmed.database()),
                    confirmed.startedAt(),
                    confirmed.acknowledgedAt(),
                    confirmed.pages(),
                    confirmed.bytes()));
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            file.accept(new Acknowledgement(name(database), startedAt, clock.instant()));
        }
    }

    private record Running(Fleet fleet, Future<FleetSummary> run, WatchedScanner scanner) {}

    private void answer(Running running, AcknowledgementFile acknowledged, EventFile found) throws Exception {
        var questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            switch (line) {
                case "state" -> say(state(running));
                case "hot" -> say(hot());
                case "findings on" -> notesFindings = true;
                case "findings off" -> notesFindings = false;
                case "flush" -> flush(acknowledged, found);
                case "stop" -> stop(running);
                default -> throw new IOException("The engine of the benchmark does not know '" + line + "'");
            }
            if (!line.equals("state") && !line.equals("hot")) {
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
        state.put("fresh", (long) load.fresh());
        state.put("firstCopies", (long) load.firstCopies());
        state.put("turns", (long) load.turns());
        state.put("ageMillis", load.age().toMillis());
        state.put("sweeps", running.scanner().sweeps());
        state.put("firstSweep", nanos(running.scanner().firstSweep()));
        state.put("told", running.scanner().isTold() ? 1L : 0L);
        state.put("ended", running.run().isDone() ? 1L : 0L);
        state.put("sourceBytesRead", requested.bytesRead());
        RequestCounts counts = requested.requests();
        for (RequestKind kind : RequestKind.values()) {
            state.put(kind.name().toLowerCase(Locale.ROOT), counts.of(kind));
        }
        state.put("bytesStored", counts.bytesStored());
        state.put("targetBytesRead", counts.bytesRead());
        return state;
    }

    private static long nanos(Instant moment) {
        return moment.equals(Instant.MAX) ? 0 : Moments.nanos(moment);
    }

    private Map<String, Long> hot() {
        var hot = new AtomicLong();
        var copied = new AtomicLong();
        requested.catalog().forEach(row -> {
            hot.addAndGet(row.tier() == Tier.HOT ? 1 : 0);
            copied.addAndGet(row.lastTxId() > 0 ? 1 : 0);
        });
        return Map.of("hot", hot.get(), "copied", copied.get());
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
