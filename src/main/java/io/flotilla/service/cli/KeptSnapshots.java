package io.flotilla.service.cli;

import io.flotilla.compaction.RetentionRules;
import java.time.Duration;
import picocli.CommandLine.Option;

/// The options that say which snapshots stay beyond the time in which every moment does.
final class KeptSnapshots {

    @Option(
            names = "--keep-days",
            paramLabel = "N",
            defaultValue = "0",
            description = "Keep the last snapshot of each of so many days, by UTC. Default: ${DEFAULT-VALUE}.")
    private int dailies;

    @Option(
            names = "--keep-weeks",
            paramLabel = "N",
            defaultValue = "0",
            description = "Keep the last snapshot of each of so many weeks. Default: ${DEFAULT-VALUE}.")
    private int weeklies;

    /// @param moments how far back each moment stays
    RetentionRules beside(Duration level0, Duration moments, boolean hold) {
        return new RetentionRules(level0, moments, dailies, weeklies, hold);
    }
}
