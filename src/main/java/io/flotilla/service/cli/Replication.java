package io.flotilla.service.cli;

import io.flotilla.discovery.Root;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// `flotilla replicate`, by the fleet.
@Singleton
final class Replication {

    private final RequestedFleet requested;

    Replication(RequestedFleet requested) {
        this.requested = requested;
    }

    /// Captures and uploads everything that is new, then ends.
    ///
    /// @return what was done, in a line for people
    /// @throws IOException where something was left behind; the text says what, where and why
    String once(ReplicateOptions options) throws IOException, InterruptedException {
        try (Fleet fleet = requested.open(settings(options), FleetWitness.NONE)) {
            return done(fleet.once());
        }
    }

    /// Replicates until the stop is asked for, then does a last sync. Says what was done since the start.
    ///
    /// @throws IOException where it could not start, or something was left behind
    String untilStopped(ReplicateOptions options, Companion.Beside beside) throws IOException, InterruptedException {
        try (Fleet fleet = requested.open(settings(options), FleetWitness.NONE)) {
            Future<FleetSummary> run =
                    fleet.runInBackground(options.interval()).whenComplete((summary, failure) -> beside.stop());
            beside.await();
            fleet.stop();
            done(run.get());
            return levels(fleet.levels()) + done(fleet.summary());
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException("The replication failed: " + FailureText.message(cause), cause);
        }
    }

    private static FleetSettings settings(ReplicateOptions options) {
        return new FleetSettings(
                List.of(new Root(options.source(), options.patterns(), options.excludes(), options.key())),
                options.target(),
                options.stateDirectory(),
                options.interval(),
                options.frames(),
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT.withLock(options.lock()),
                options.levels());
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
    static String levels(SortedMap<String, Long> counts) {
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ", "on the target: ", System.lineSeparator()));
    }

    /// What was done, in a line for people.
    ///
    /// @throws IOException where something was left behind
    static String done(FleetSummary summary) throws IOException {
        if (!summary.problems().isEmpty()) {
            throw new LeftBehind(summary.problems());
        }
        return captures(summary) + Sizes.count(summary.databases(), "database") + ", "
                + Sizes.count(summary.files(), "file") + ", " + Sizes.bytes(summary.bytes()) + " shipped";
    }
}
