package io.flotilla.service.cli;

import io.flotilla.disk.Disk;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.config.FleetPlan;
import io.flotilla.service.config.ListedDatabases;
import io.flotilla.service.config.ShellWords;
import io.flotilla.service.live.Fleets;
import io.flotilla.service.live.Reload;
import io.flotilla.service.systemd.ServiceManager;
import io.flotilla.service.trace.Tracing;
import io.flotilla.service.verification.Windows;
import io.flotilla.signal.SignalSettings;
import io.flotilla.store.SentRequests;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// `flotilla replicate` as a configuration asks for it.
///
/// @param err hears what to mind about a target
/// @param doors by which others look and ask meanwhile
record ConfiguredReplication(Disk disk, InstantSource clock, PrintWriter err, Doors doors) {

    /// @param fleets is told of those that somebody may ask about
    /// @param control the socket
    /// @param around who hears of it without asking, and what goes by the clock
    record Doors(Fleets fleets, ControlDoor control, Around around) {}

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
            SignalSettings signals) {

        /// The same with what a process has for all of its life.
        private Options ofProcess(Options first) {
            return new Options(
                    first.home, first.lastSync, lock, frames, levels, first.exec, isEachRestored, first.signals);
        }
    }

    /// What a configuration asks for.
    ///
    /// @param notes what its owner should know
    record Wanted(List<FleetPlan> plans, Options options, List<String> notes) {

        Wanted {
            plans = List.copyOf(plans);
            notes = List.copyOf(notes);
        }

        List<FleetOrder> orders() {
            return ConfiguredReplication.orders(plans, options);
        }

        private Wanted ofProcess(Options first) {
            return new Wanted(plans, options.ofProcess(first), notes);
        }
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
                Tracing tracing = doors.around().outside().trace();
                OpenFleets fleets = open(wanted, threads, tracing)) {
            return new Ended(fleets.once(), new TreeMap<>(), fleets.sent(), 0);
        }
    }

    /// Replicates until the stop is asked for or the command beside it ends, then does a last sync. SIGHUP
    /// makes it read the configuration again.
    ///
    /// @param again reads the configuration
    Ended untilStopped(Wanted wanted, ConfigurationReload.Source again, StopSignal stop)
            throws IOException, InterruptedException {
        Options options = wanted.options();
        // Whoever hears of it before there is something to read again waits for that.
        var reload = new CompletableFuture<Reload>();
        Signals.handle("HUP", signal -> onHangUp(reload.join()));
        var beside = new Companion.Beside(options.exec().map(ShellWords::split), stop, options.lastSync());
        try (Windows.Open windows = doors.around().windows();
                var threads = new TargetThreads();
                Tracing tracing = doors.around().outside().trace();
                OpenFleets fleets = open(wanted, threads, tracing);
                ControlDoor.Open _ = doors.control().open(fleets::shown, threads);
                SmallHeap.Kept _ = SmallHeap.keep()) {
            fleets.run(beside::stop);
            return replicate(fleets, wanted, again, reload, new Ending(beside, windows));
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException("The replication failed: " + FailureText.message(cause), cause);
        } finally {
            doors.fleets().end();
        }
    }

    /// What comes to an end before the fleets do.
    private record Ending(Companion.Beside beside, Windows.Open windows) {

        void await(Runnable eachMinute) throws InterruptedException {
            beside.await(eachMinute);
            windows.end();
        }
    }

    private Ended replicate(
            OpenFleets fleets,
            Wanted wanted,
            ConfigurationReload.Source again,
            CompletableFuture<Reload> heard,
            Ending ending)
            throws ExecutionException, InterruptedException {
        Options options = wanted.options();
        try (Outside.Told told = doors.around().outside().open(options.signals(), fleets::watched)) {
            ConfigurationReload.Source source = () -> again.read().ofProcess(options);
            var reload = new ConfigurationReload(source, fleets, door(options, told.manager()));
            reload.show();
            heard.complete(reload);
            ending.await(fleets::note);
            told.manager().stopping();
            FleetSummary summary = fleets.end();
            fleets.note();
            return new Ended(
                    summary, fleets.levels(), fleets.sent(), ending.beside().code());
        }
    }

    private ConfigurationReload.Door door(Options options, ServiceManager manager) {
        return new ConfigurationReload.Door(doors.fleets(), options.home().directory(), manager);
    }

    private static void onHangUp(Reload reload) {
        try {
            var _ = reload.reload();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private OpenFleets open(Wanted wanted, TargetThreads threads, Tracing tracing) throws IOException {
        return OpenFleets.open(
                wanted.orders(), new FleetOpening.Place(disk, clock, Warnings.to(err, threads), tracing));
    }

    private static List<FleetOrder> orders(List<FleetPlan> plans, Options options) {
        FleetSettings.Limits limits = share(plans.size(), options);
        FleetSettings.Levels levels =
                options.levels().withPlaces(Math.max(1, options.levels().places() / plans.size()));
        return plans.stream()
                .map(plan ->
                        new FleetOrder(settings(plan, limits, options).withLevels(levels), databases(plan, options)))
                .toList();
    }

    private static FleetSettings settings(FleetPlan plan, FleetSettings.Limits limits, Options options) {
        Path state = options.home().of(plan.source(), plan.target());
        return new FleetSettings(
                        plan.roots(), plan.target(), state, plan.interval(), options.frames(), plan.tiers(), limits)
                .withLedger(FleetSettings.LEDGER_INTERVAL);
    }

    private static ListedDatabases databases(FleetPlan plan, Options options) {
        return options.isEachRestored() ? plan.databases().restored() : plan.databases();
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
