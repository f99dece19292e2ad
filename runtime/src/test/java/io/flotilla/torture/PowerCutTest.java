package io.flotilla.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power of a disk is cut at a random moment, while applications write and the engine replicates: the disk of the
/// databases, of the engine's state, or of the replicas. Then everything starts again. Every acknowledged TXID is still
/// what it was, and soon the newest restore is what SQLite now says, also where the replica was ahead of it.
///
/// A few cuts in each build; `-Dflotilla.powercuts=100` for more on each kind of file system,
/// `-Dflotilla.powercuts.places=source,state,target` for some disks only, `-Dflotilla.powercuts.seed=N` repeats the
/// random choices of a run. Needs root and loop devices; file systems that were left mounted by a killed run are
/// unmounted first.
class PowerCutTest {

    private static final int WRITERS = 2;
    private static final int CUTS_IN_SEASON = 6;

    @TempDir
    Path directory;

    @BeforeEach
    void sweep() throws Exception {
        LoopDisk.sweep();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAcknowledgedSurvivesThePowerCut(LoopDisk.Kind kind) throws Exception {
        String hindrance = kind.hindrance(directory);
        assumeTrue(hindrance.isEmpty(), hindrance + ", so no power was cut");
        long seed = Long.getLong("flotilla.powercuts.seed", System.nanoTime());
        int cuts = Integer.getInteger("flotilla.powercuts", 2);
        List<Place> places = Place.named(System.getProperty("flotilla.powercuts.places", ""));
        System.out.println("Power cuts on " + kind + ": seed " + seed);
        var random = new Random(seed);
        var tally = new Tally();

        try (var crew = new Crew(WRITERS, tally)) {
            for (int done = 0; done < cuts; done += CUTS_IN_SEASON) {
                Path place = Files.createDirectory(directory.resolve("season-" + done));
                try (var season = new Season(place, crew, tally, random)) {
                    List<String> faults = season.run(kind, Math.min(CUTS_IN_SEASON, cuts - done), places);
                    assertThat(faults)
                            .as("seed %s, kept in %s", seed, faults.isEmpty() ? "" : season.keep())
                            .isEmpty();
                }
            }
        }

        System.out.println("Power cuts on " + kind + ": " + tally + ", seed " + seed);
        assertThat(tally.count("restores equal page for page")).isPositive();
    }
}
