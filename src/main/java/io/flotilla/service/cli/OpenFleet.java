package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.service.bill.Account;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.OpenTarget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// One of several fleets of a process, and since it was started what comes of it. For use by one thread at a time.
final class OpenFleet {

    private final FleetSettings settings;
    private final OpenTarget target;
    private final Parts parts;
    private final Account account;
    private Future<FleetSummary> run = CompletableFuture.failedFuture(new IllegalStateException("not started"));

    OpenFleet(FleetSettings settings, OpenTarget target, Parts parts, Account account) {
        this.settings = settings;
        this.target = target;
        this.parts = parts;
        this.account = account;
    }

    /// What was made for it.
    ///
    /// @param listed absent where databases are found below roots
    record Parts(
            LtxStore store, MeteredTarget requests, Catalog catalog, Optional<ListedScanner> listed, Fleet fleet) {}

    FleetSettings settings() {
        return settings;
    }

    OpenTarget target() {
        return target;
    }

    Parts parts() {
        return parts;
    }

    Account account() {
        return account;
    }

    Fleet fleet() {
        return parts.fleet();
    }

    void start(Runnable ended) {
        run = fleet().runInBackground(settings.interval()).whenComplete((summary, failure) -> ended.run());
    }

    /// What was done since the start, and what the last sync left behind.
    FleetSummary result() throws ExecutionException, InterruptedException {
        List<String> leftBehind = run.get().problems();
        FleetSummary whole = fleet().summary();
        return new FleetSummary(whole.databases(), whole.files(), whole.bytes(), whole.captures(), leftBehind);
    }

    void close() {
        fleet().close();
        target.close();
    }
}
