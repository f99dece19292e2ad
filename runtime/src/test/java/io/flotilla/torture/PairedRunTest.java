package io.flotilla.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the fleet disturb the application? No commit of one that waits for no lock may fail. How long commits take is
/// printed, for both halves of the pairs, and nothing is expected of it: read it on a machine that does nothing else.
///
/// `-Dflotilla.pairs=20 -Dflotilla.pairs.seconds=30` for a measurement, `-Dflotilla.pairs.seed=N` for the same order.
class PairedRunTest {

    @TempDir
    Path directory;

    @Test
    void noCommitFailsBecauseOfTheFleet() throws Exception {
        long seed = Long.getLong("flotilla.pairs.seed", System.nanoTime());
        int pairs = Integer.getInteger("flotilla.pairs", 1);
        long seconds = Long.getLong("flotilla.pairs.seconds", 1);

        PairedRun.Outcome outcome =
                new PairedRun(directory, new PairedRun.Plan(pairs, Duration.ofSeconds(seconds), seed)).run();

        System.out.println("Paired runs: " + pairs + " pairs of " + seconds + " s, seed " + seed);
        System.out.println("  with the fleet:    " + outcome.with());
        System.out.println("  without the fleet: " + outcome.without());
        assertThat(outcome.with().failed()).isZero();
        assertThat(outcome.without().failed()).isZero();
    }
}
