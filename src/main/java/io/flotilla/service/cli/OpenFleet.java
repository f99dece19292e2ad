package io.flotilla.service.cli;

import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.service.config.Listed;
import io.flotilla.service.config.ListedDatabases;
import io.flotilla.service.live.Running;
import io.flotilla.service.trace.Tracing;
import io.flotilla.store.OpenTarget;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// One of several fleets of a process, and since it was started what comes of it. For use by one thread at a
/// time.
final class OpenFleet {

    private final Running shown;
    private final OpenTarget target;
    private final Optional<ListedScanner> listed;
    private final Tracing.Followed followed;
    private Future<FleetSummary> run = CompletableFuture.failedFuture(new IllegalStateException("not started"));

    /// @param listed absent where databases are found below roots
    OpenFleet(Running shown, OpenTarget target, Optional<ListedScanner> listed, Tracing.Followed followed) {
        this.shown = shown;
        this.target = target;
        this.listed = listed;
        this.followed = followed;
    }

    /// What others may ask about it.
    Running shown() {
        return shown;
    }

    FleetSettings settings() {
        return shown.settings();
    }

    Fleet fleet() {
        return shown.fleet();
    }

    /// The databases that are listed for it; none where they are found below roots.
    ListedDatabases databases() {
        return listed.map(ListedScanner::databases).orElse(ListedDatabases.NONE);
    }

    /// Restores those of a new list that are absent and to be restored. One that was listed before and is
    /// absent now was deleted since: that is nobody's wish to have it back.
    ///
    /// @throws IOException where one has a replica and cannot be restored
    void restoreNew(List<Listed> databases) throws IOException {
        Set<Listed> before = Set.copyOf(databases());
        new AbsentDatabases(target)
                .restore(databases.stream()
                        .filter(each -> !before.contains(each))
                        .toList());
    }

    /// Goes on with another list, and looks for databases soon.
    void list(ListedDatabases databases) {
        listed.ifPresent(scanner -> scanner.list(databases));
        fleet().discover();
    }

    void start(Runnable ended) {
        run = fleet().runInBackground(settings().interval()).whenComplete((summary, failure) -> ended.run());
    }

    /// What was done since the start, and what the last sync left behind.
    FleetSummary result() throws ExecutionException, InterruptedException {
        List<String> leftBehind = run.get().problems();
        FleetSummary whole = fleet().summary();
        return new FleetSummary(whole.databases(), whole.files(), whole.bytes(), whole.captures(), leftBehind);
    }

    void close() {
        fleet().close();
        followed.close();
        target.close();
    }
}
