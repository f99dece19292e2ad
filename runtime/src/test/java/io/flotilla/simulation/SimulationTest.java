package io.flotilla.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Schedules of an application, its faults, and the engine's real capture, upload, confirmation and restore over a
/// modelled disk, clock and target.
///
/// * `-Dflotilla.simulation.schedules`: how many
/// * `-Dflotilla.simulation.seed`: of the first one; the others count on from it
/// * `-Dflotilla.simulation.threads`
///
/// A failure says the seed of its one schedule, which `-Dflotilla.simulation.schedules=1` runs alone, and what
/// happened in it.
class SimulationTest {

    private static final int SCHEDULES = Integer.getInteger("flotilla.simulation.schedules", 500);
    private static final long SEED = Long.getLong("flotilla.simulation.seed", System.nanoTime());
    private static final int THREADS = Integer.getInteger("flotilla.simulation.threads", 2);

    @Test
    void nothingAcknowledgedIsLostInAnySchedule() throws Exception {
        var campaign = new Campaign(SEED, SCHEDULES, directory());
        List<String> failures = campaign.run(THREADS);
        System.out.println(campaign.report());
        assertThat(failures).isEmpty();
    }

    /// In memory where the machine has such a place: the catalogs are real, and nothing of them has to last.
    private static Path directory() throws Exception {
        Path shared = Path.of("/dev/shm");
        return Files.isWritable(shared)
                ? Files.createTempDirectory(shared, "flotilla-simulation-")
                : Files.createTempDirectory("flotilla-simulation-");
    }
}
