package io.flotilla.service.config;

import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.store.TargetUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One of the fleets that a configuration asks for: the databases of one target, either found below roots or listed.
///
/// @param source after what the state directory is named, beside the target
/// @param roots where databases are looked for
/// @param databases those that are listed
/// @param tiers which of them are hot
public record FleetPlan(
        Path source,
        TargetUrl target,
        List<Root> roots,
        ListedDatabases databases,
        Duration interval,
        FleetSettings.Tiers tiers) {

    public FleetPlan {
        roots = List.copyOf(roots);
    }
}
