package io.flotilla.service.cli;

import io.flotilla.disk.Disk;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.config.FleetPlan;
import io.flotilla.service.config.Listed;
import io.flotilla.service.config.ShellWords;
import io.flotilla.service.live.RunningFleet;
import io.flotilla.signal.SignalSettings;
import io.flotilla.store.SentRequests;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/// `flotilla replicate` as a configuration asks for it.
///
/// @param err hears what to mind about a target
/// @param doors by which others look and ask meanwhile
record ConfiguredReplication(Disk disk, InstantSource clock, PrintWriter err, Doors doors) {

    private static final Logger LOG = System.getLogger(ConfiguredReplication.class.getName());

    /// @param running is told of a fleet that somebody may ask about
    /// @param control the socket
    /// @param outside hears of it without asking
    record Doors(RunningFleet running, ControlDoor control, Outside outside) {}

    /// What the command line says beside the configuration.
    ///
    /// @param exec the command to run beside it; absent where none
    /// @param isEachRestored whether every database that is absent at the start is restored
    /// @param signals what is told to whom
    record Options(
            StateHome home,
            Duration lastSync,
            Duration lock,
            FrameEncoding frames,
            FleetSettings.Levels levels,
            Optional<String> exec,
            boolean isEachRestored,
            SignalSettings signals) {}

    /// What a configuration asks for.
    record Wanted(List<FleetPlan> plans, Options options) {

        private List<OpenFleets.Order> orders() {
            return ConfiguredReplication.orders(plans, options);
        }
    }

    /// Reads the configuration once more.
    @FunctionalInterface
    interface Source {
        Wanted read() throws IOException;
    }

    /// How it ended.
    ///
    /// @param summary what was done
    /// @param levels what was done with files on the targets
    /// @param sent what was asked of the stores
    /// @param code the exit code of the command that ran beside it
    record Ended(FleetSummary summary, SortedMap<String, Long> levels, SentRequests sent, int code) {}

    Ended once(Wanted wanted) throws IOException, InterruptedException {
        try (var threads = new TargetThreads();
                OpenFleets fleets = open(wanted, threads)) {
            return new Ended(fleets.once(), new TreeMap<>(), fleets.sent(), 0);
        }
    }

    /// Replicates until the stop is asked for or the command beside it ends, then does a last sync. SIGHUP makes it
    /// read the configuration again.
    Ended untilStopped(Wanted wanted, Source source, StopSignal stop) throws IOException, InterruptedException {
        Options options = wanted.options();
        var beside = new Companion.Beside(options.exec().map(ShellWords::split), stop, options.lastSync());
        try (var threads = new TargetThreads();
                OpenFleets fleets = open(wanted, threads);
                ControlDoor.Open _ = doors.control().open(fleets::controlled, threads)) {
            SmallHeap.keep();
            check(wanted);
            fleets.run(beside::stop);
            show(fleets);
            return replicate(new Running(fleets, source), options, beside);
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException("The replication failed: " + FailureText.message(cause), cause);
        } finally {
            doors.running().end();
        }
    }

    /// Fleets, and where to read what they are to be.
    private record Running(OpenFleets fleets, Source source) {}

    private Ended replicate(Running running, Options options, Companion.Beside beside)
            throws ExecutionException, InterruptedException {
        OpenFleets fleets = running.fleets();
        try (Outside.Told told = doors.outside().open(options.signals(), fleets::watched)) {
            Signals.handle("HUP", signal -> {
                told.manager().reloading();
                reload(running.source(), fleets);
                told.manager().reloaded();
            });
            beside.await();
            told.manager().stopping();
            FleetSummary summary = fleets.end();
            return new Ended(summary, fleets.levels(), fleets.sent(), beside.code());
        }
    }

    /// What cannot be followed changes nothing.
    private void reload(Source source, OpenFleets fleets) {
        try {
            Wanted wanted = source.read();
            check(wanted);
            fleets.follow(wanted.orders());
            show(fleets);
            LOG.log(Level.INFO, "the configuration was read again, fleets={0}", fleets.size());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failure) {
            LOG.log(
                    Level.ERROR,
                    "the configuration was read again and cannot be followed, everything goes on as before: {0}",
                    FailureText.message(failure));
        }
    }

    /// Whoever asks would take a part of the databases for all of them.
    private void check(Wanted wanted) {
        if (doors.running().isServed() && wanted.plans().size() != 1) {
            throw new CommandFailure(
                    "--listen shows one fleet, and this configuration makes "
                            + wanted.plans().size(),
                    "one configuration and process for each target, or no --listen");
        }
    }

    private void show(OpenFleets fleets) {
        if (doors.running().isServed()) {
            fleets.single().ifPresent(doors.running()::begin);
        }
    }

    private OpenFleets open(Wanted wanted, TargetThreads threads) throws IOException {
        return OpenFleets.open(wanted.orders(), disk, clock, Warnings.to(err, threads));
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
                        plan.roots(), plan.target(), state, plan.interval(), options.frames(), plan.tiers(), limits)
                .withLedger(FleetSettings.LEDGER_INTERVAL);
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
