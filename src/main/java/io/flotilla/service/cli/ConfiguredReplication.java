package io.flotilla.service.cli;

import io.flotilla.disk.Disk;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.config.FleetPlan;
import io.flotilla.service.config.Listed;
import io.flotilla.service.config.ShellWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// `flotilla replicate` as a configuration asks for it.
///
/// @param err hears what to mind about a target
/// @param door by which others ask for something meanwhile
record ConfiguredReplication(Disk disk, InstantSource clock, PrintWriter err, ControlDoor door) {

    /// What the command line says beside the configuration.
    ///
    /// @param exec the command to run beside it; absent where none
    /// @param isEachRestored whether every database that is absent at the start is restored
    record Options(
            StateHome home,
            Duration lastSync,
            Duration lock,
            FrameEncoding frames,
            FleetSettings.Levels levels,
            Optional<String> exec,
            boolean isEachRestored) {}

    /// How it ended: what was done, also with files on the targets, and the exit code of the command that ran beside
    /// it.
    record Ended(FleetSummary summary, SortedMap<String, Long> levels, int code) {}

    Ended once(List<FleetPlan> plans, Options options) throws IOException, InterruptedException {
        try (var threads = new TargetThreads();
                OpenFleets fleets = open(plans, options, threads)) {
            return new Ended(fleets.once(), new TreeMap<>(), 0);
        }
    }

    /// Replicates until the stop is asked for or the command beside it ends, then does a last sync.
    Ended untilStopped(List<FleetPlan> plans, Options options, StopSignal stop)
            throws IOException, InterruptedException {
        var beside = new Companion.Beside(options.exec().map(ShellWords::split), stop, options.lastSync());
        try (var threads = new TargetThreads();
                OpenFleets fleets = open(plans, options, threads);
                ControlDoor.Open _ = door.open(fleets::controlled, threads)) {
            List<Future<FleetSummary>> runs = fleets.run(beside::stop);
            beside.await();
            FleetSummary summary = fleets.end(runs);
            return new Ended(summary, fleets.levels(), beside.code());
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException("The replication failed: " + FailureText.message(cause), cause);
        }
    }

    private OpenFleets open(List<FleetPlan> plans, Options options, TargetThreads threads) throws IOException {
        return OpenFleets.open(orders(plans, options), disk, clock, Warnings.to(err, threads));
    }

    private static List<OpenFleets.Order> orders(List<FleetPlan> plans, Options options) {
        FleetSettings.Limits limits = share(plans.size(), options);
        FleetSettings.Levels levels =
                options.levels().withPlaces(Math.max(1, options.levels().places() / plans.size()));
        return plans.stream()
                .map(plan -> new OpenFleets.Order(
                        settings(plan, limits, options).withLevels(levels), databases(plan, options)))
                .toList();
    }

    private static FleetSettings settings(FleetPlan plan, FleetSettings.Limits limits, Options options) {
        Path state = options.home().of(plan.source(), plan.target());
        return new FleetSettings(
                plan.roots(), plan.target(), state, plan.interval(), options.frames(), plan.tiers(), limits);
    }

    private static List<Listed> databases(FleetPlan plan, Options options) {
        return options.isEachRestored()
                ? plan.databases().stream()
                        .map(each -> new Listed(each.path(), each.key(), true))
                        .toList()
                : plan.databases();
    }

    /// All fleets together use what one would.
    private static FleetSettings.Limits share(int fleets, Options options) {
        FleetSettings.Limits all = FleetSettings.Limits.DEFAULT;
        FleetSettings.Turns turns = all.turns();
        return new FleetSettings.Limits(
                Math.max(1, all.captures() / fleets),
                new FleetSettings.Turns(
                        Math.max(2, turns.places() / fleets),
                        Math.max(1, turns.placesOfProject() / fleets),
                        turns.firstCopiesPerSecond(),
                        turns.weights()),
                Math.max(4 * 1024, all.inFlightKibibytes() / fleets),
                all.scratchBytes() / fleets,
                options.lastSync(),
                options.lock());
    }
}
