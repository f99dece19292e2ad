package io.flotilla.service.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The campaign against the packaged program. A few kills in each build; for a long run, after `mvn
/// package`:
///
/// ```
/// mvn verify -pl src -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CrashCampaignIT \
///     -Dfailsafe.failIfNoSpecifiedTests=false -Dflotilla.crash.kills=300
/// ```
///
/// `-Dflotilla.crash.seed=N` repeats the random choices of a run, `-Dflotilla.crash.databases=N` sets how
/// many databases there are, and `-Dflotilla.program="COMMAND"` tries another program with the same command
/// line.
class CrashCampaignIT {

    @TempDir
    Path directory;

    /// Merges, snapshots and removals come so seldom in its short lives that the other test sees few.
    private static final List<String> LEVELS = List.of(
            "--level", "1s", "--level", "3s", "--level", "10s", "--snapshot-interval", "20s", "--retention", "5m");

    @Test
    @Tag("P-1")
    void losesNothingThoughKilledAtAnyMoment() throws Exception {
        CrashCampaign.Outcome outcome = run(false, List.of());

        assertThat(outcome.transactions()).isPositive();
    }

    /// Where a merged file ends, a state was announced.
    @Test
    @Tag("P-1")
    void losesNoAnnouncedStateThoughKilledWhileFilesAreMergedAndRemoved() throws Exception {
        CrashCampaign.Outcome outcome = run(true, LEVELS);

        assertThat(outcome.earlier()).isPositive();
    }

    private CrashCampaign.Outcome run(boolean isMerging, List<String> options) throws Exception {
        long seed = Long.getLong("flotilla.crash.seed", System.nanoTime());
        int kills = Integer.getInteger("flotilla.crash.kills", 4);
        int databases = Integer.getInteger("flotilla.crash.databases", 40);
        System.out.println("Crash campaign: " + kills + " kills, seed " + seed);

        var plan = new CrashCampaign.Plan(kills, databases, 200, 5000, isMerging, options);
        Program program = Program.flotilla(directory.resolve("log"));
        CrashCampaign.Outcome outcome = new CrashCampaign(program, directory, plan, new Random(seed)).run();

        System.out.printf(
                "Crash campaign: %d kills, %d transactions in %d databases, %d chains, %d earlier states, %d mismatches,"
                        + " %d s%n",
                outcome.kills(),
                outcome.transactions(),
                outcome.databases(),
                outcome.chains(),
                outcome.earlier(),
                outcome.mismatches().size(),
                outcome.time().toSeconds());
        assertThat(outcome.mismatches()).as("seed %s", seed).isEmpty();
        return outcome;
    }
}
