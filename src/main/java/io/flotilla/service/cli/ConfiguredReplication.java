package io.flotilla.service.cli;

import io.flotilla.disk.Disk;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.config.FleetPlan;
import io.flotilla.service.config.Listed;
import io.flotilla.service.config.ShellWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// `flotilla replicate` as a configuration asks for it.
record ConfiguredReplication(Disk disk, InstantSource clock) {

    /// What the command line says beside the configuration.
    ///
    /// @param exec the command to run beside it; absent where none
    /// @param isEachRestored whether every database that is absent at the start is restored
    record Options(
            StateHome home,
            Duration lastSync,
            Duration lock,
            FrameEncoding frames,
            Optional<String> exec,
            boolean isEachRestored) {}

    /// How it ended: what was done, and the exit code of the command that ran beside it.
    record Ended(FleetSummary summary, int code) {}

    Ended once(List<FleetPlan> plans, Options options) throws IOException, InterruptedException {
        try (OpenFleets fleets = OpenFleets.open(orders(plans, options), disk, clock)) {
            return new Ended(fleets.once(), 0);
        }
    }

    /// Replicates until the stop is asked for or the command beside it ends, then does a last sync.
    Ended untilStopped(List<FleetPlan> plans, Options options, StopSignal stop)
            throws IOException, InterruptedException {
        var beside = new Companion.Beside(options.exec().map(ShellWords::split), stop, options.lastSync());
        try (OpenFleets fleets = OpenFleets.open(orders(plans, options), disk, clock)) {
            List<Future<FleetSummary>> runs = fleets.run(beside::stop);
            beside.await();
            return new Ended(fleets.end(runs), beside.code());
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException("The replication failed: " + FailureText.message(cause), cause);
        }
    }

    private static List<OpenFleets.Order> orders(List<FleetPlan> plans, Options options) {
        FleetSettings.Limits limits = share(plans.size(), options);
        return plans.stream()
                .map(plan -> new OpenFleets.Order(settings(plan, limits, options), databases(plan, options)))
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
