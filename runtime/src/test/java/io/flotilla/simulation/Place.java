package io.flotilla.simulation;

import io.flotilla.capture.Scratch;
import io.flotilla.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What one engine keeps on a real disk, for many schedules one after the other: each has rows of its own. For one
/// thread.
final class Place implements AutoCloseable {

    private static final int PROCESSES = 16;
    private static final long SCRATCH_BYTES = 1L << 30;

    private final Catalog catalog;
    private final Scratch scratch;
    private final List<Long> nodeIds = new ArrayList<>();
    private int starts;

    Place(Path directory, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        this.catalog = Catalog.open(directory.resolve("state"), "memory:", InstantSource.system(), random)
                .catalog();
        this.scratch = Scratch.open(directory.resolve("scratch"), SCRATCH_BYTES);
        for (int i = 0; i < PROCESSES; i++) {
            nodeIds.add(random.nextLong() | 1);
            catalog.uses().registerWriter(nodeIds.getLast());
        }
    }

    Catalog catalog() {
        return catalog;
    }

    Scratch scratch() {
        return scratch;
    }

    /// The id of a process that starts now.
    long nextNodeId() {
        return nodeIds.get(starts++ % PROCESSES);
    }

    boolean isOurs(long nodeId) {
        return nodeIds.contains(nodeId);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
