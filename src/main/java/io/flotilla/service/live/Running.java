package io.flotilla.service.live;

import io.flotilla.catalog.Catalog;
import io.flotilla.discovery.Projects;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.service.bill.Account;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A fleet that runs, and what can be asked about it. As safe for several threads as its parts.
///
/// @param proofs how proofs of its databases came out
/// @param since when it began
public record Running(
        Fleet fleet,
        Catalog catalog,
        FleetSettings settings,
        Target target,
        Projects projects,
        Proofs proofs,
        Instant since) {

    /// Where its replicas are.
    ///
    /// @param requests what the fleet asked of the target
    /// @param account what the target asked of its store for that, as it is billed
    public record Target(LtxStore store, MeteredTarget requests, Account account) {}

    /// What it is called beside others: as its state directory is, which no other has.
    public String name() {
        return name(settings);
    }

    /// What a fleet with these settings is called.
    public static String name(FleetSettings settings) {
        Path name = settings.state().toAbsolutePath().normalize().getFileName();
        return name == null ? "root" : name.toString();
    }

    /// The names of some, a few of them, for people.
    public static String names(List<String> names) {
        int most = 5;
        String few = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? few + " and " + (names.size() - most) + " more" : few;
    }
}
