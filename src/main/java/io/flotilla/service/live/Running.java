package io.flotilla.service.live;

import io.flotilla.catalog.Catalog;
import io.flotilla.discovery.Projects;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.service.bill.Account;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import java.time.Instant;

/// A fleet that runs, and what can be asked about it. As safe for several threads as its parts.
///
/// @param since when it began
public record Running(
        Fleet fleet, Catalog catalog, FleetSettings settings, Target target, Projects projects, Instant since) {

    /// Where its replicas are.
    ///
    /// @param requests what the fleet asked of the target
    /// @param account what the target asked of its store for that, as it is billed
    public record Target(LtxStore store, MeteredTarget requests, Account account) {}
}
