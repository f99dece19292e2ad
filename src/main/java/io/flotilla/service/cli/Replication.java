package io.flotilla.service.cli;

import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.service.bill.Account;
import io.flotilla.service.bill.BillFile;
import io.flotilla.service.live.Fleets;
import io.flotilla.service.trace.Tracing;
import io.flotilla.service.verification.Windows;
import io.flotilla.signal.SignalSettings;
import io.flotilla.signal.Watched;
import io.flotilla.store.Prices;
import io.flotilla.store.SentRequests;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// `flotilla replicate`, by the fleet.
@Singleton
final class Replication {

    private final RequestedFleet requested;
    private final Prices prices;
    private final Fleets fleets;
    private final Around around;
    private final InstantSource clock;

    Replication(RequestedFleet requested, Prices prices, Fleets fleets, Around around, InstantSource clock) {
        this.requested = requested;
        this.prices = prices;
        this.fleets = fleets;
        this.around = around;
        this.clock = clock;
    }

    /// The fleets that somebody may ask about.
    Fleets fleets() {
        return fleets;
    }

    /// What goes on around a replication.
    Around around() {
        return around;
    }

    /// Captures and uploads everything that is new, then ends.
    ///
    /// @return what was done, in a line for people
    /// @throws IOException where something was left behind; the text says what, where and why
    String once(ReplicateOptions options) throws IOException, InterruptedException {
        try (Tracing tracing = around.outside().trace();
                Tracing.Followed followed = follow(tracing, options);
                Fleet fleet = requested.open(settings(options), followed)) {
            BillNotes notes = notes(fleet, options);
            FleetSummary summary = fleet.once();
            notes.note();
            return text(new TreeMap<>(), requested.sent(), summary);
        }
    }

    /// Replicates until the stop is asked for, then does a last sync. Says what was done since the start.
    ///
    /// @throws IOException where it could not start, or something was left behind
    String untilStopped(ReplicateOptions options, Companion.Beside beside) throws IOException, InterruptedException {
        SignalSettings wanted = around.outside().wanted();
        try (Windows.Open windows = around.windows();
                Tracing tracing = around.outside().trace();
                Tracing.Followed followed = follow(tracing, options);
                Fleet fleet = requested.open(settings(options), followed);
                SmallHeap.Kept _ = SmallHeap.keep()) {
            Future<FleetSummary> run =
                    fleet.runInBackground(options.interval()).whenComplete((summary, failure) -> beside.stop());
            BillNotes notes = notes(fleet, options);
            fleets.begin(fleet, notes.account());
            var watched = new Watched(options.target().toString(), fleet, requested.catalog());
            try (Outside.Told told = around.outside().open(wanted, () -> List.of(watched))) {
                beside.await(notes::note);
                windows.end();
                told.manager().stopping();
                fleet.stop();
                FleetSummary end = run.get();
                notes.note();
                left(end);
            }
            FleetSummary summary = fleet.summary();
            return text(fleet.levels(), requested.sent(), summary);
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException("The replication failed: " + FailureText.message(cause), cause);
        } finally {
            fleets.end();
        }
    }

    private Tracing.Followed follow(Tracing tracing, ReplicateOptions options) {
        return tracing.follow(options.target().toString(), requested::catalog);
    }

    private BillNotes notes(Fleet fleet, ReplicateOptions options) {
        var account = new Account(clock.instant(), requested::sent, fleet::files);
        return new BillNotes(account, new BillFile(options.stateDirectory()), clock);
    }

    private static FleetSettings settings(ReplicateOptions options) {
        return new FleetSettings(
                        List.of(options.root()),
                        options.target(),
                        options.stateDirectory(),
                        options.interval(),
                        options.frames(),
                        FleetSettings.Tiers.DEFAULT,
                        FleetSettings.Limits.DEFAULT.withLock(options.lock()),
                        options.levels())
                .withLedger(FleetSettings.LEDGER_INTERVAL);
    }

    /// What was done, in lines for people.
    ///
    /// @throws IOException where something was left behind
    String text(SortedMap<String, Long> levels, SentRequests sent, FleetSummary summary) throws IOException {
        return levels(levels) + sent(sent, summary.files()) + done(summary);
    }

    /// How often each rung of the ladder was used, in a line before the last; none where no database looked changed.
    private static String captures(FleetSummary summary) {
        return summary.captures().isEmpty()
                ? ""
                : summary.captures().entrySet().stream()
                        .map(rung -> rung.getValue() + " " + rung.getKey())
                        .collect(Collectors.joining(", ", "captured: ", System.lineSeparator()));
    }

    /// What was done with files on the target, in a line of its own; none where nothing was.
    private static String levels(SortedMap<String, Long> counts) {
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ", "on the target: ", System.lineSeparator()));
    }

    /// What was asked of the store and what it costs, in a line of its own; none where the target has no requests.
    private String sent(SentRequests sent, long files) {
        if (sent.all() == 0) {
            return "";
        }
        String each =
                files == 0 ? "" : String.format(Locale.ROOT, "; %.2f requests a file", sent.all() / (double) files);
        return "requests: " + SentText.of(sent, prices) + each + System.lineSeparator();
    }

    /// After the time is over there is no more to be done: nothing of it is lost, and the exit code says so.
    static void left(FleetSummary summary) throws LeftBehind {
        if (!summary.problems().isEmpty()) {
            throw LeftBehind.atTheEnd(summary.problems());
        }
    }

    private static String done(FleetSummary summary) throws IOException {
        if (!summary.problems().isEmpty()) {
            throw new LeftBehind(summary.problems());
        }
        return captures(summary) + Sizes.count(summary.databases(), "database") + ", "
                + Sizes.count(summary.files(), "file") + ", " + Sizes.bytes(summary.bytes()) + " shipped";
    }
}
