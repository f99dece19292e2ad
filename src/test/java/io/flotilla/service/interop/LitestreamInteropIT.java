package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program and the real Litestream, over random histories of real databases. A few in each
/// build; for a long run, after `mvn package`:
///
/// ```
/// mvn verify -pl src -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=LitestreamInteropIT \
///     -Dfailsafe.failIfNoSpecifiedTests=false -Dflotilla.interop.histories=200
/// ```
///
/// `-Dflotilla.interop.seed=N` repeats the random choices of a run; it begins with the batch of that seed,
/// which each message names. `-Dflotilla.litestream=FILE` or the variable `FLOTILLA_LITESTREAM` names the
/// peer. Without it the one on the path is used, or, where Go is installed, one that is built once; else
/// there is a notice and no test. What is different is left where it is.
class LitestreamInteropIT {

    /// One of each page size.
    private static final int BATCH = 8;

    private static final String MISSING =
            "Flotilla was not tried with Litestream: there is none on the PATH, and no Go to build it with."
                    + " Install it (https://litestream.io/install, v0.5.16 or later),"
                    + " or name it by FLOTILLA_LITESTREAM.";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Findings findings = new Findings();

    @FunctionalInterface
    private interface Campaign {
        void run(Batch batch) throws Exception;
    }

    @Test
    void litestreamRestoresAndContinuesWhatFlotillaWrote() throws Exception {
        run("ours→litestream", batch -> new OursToLitestream(batch).run());
    }

    @Test
    void flotillaRestoresAndContinuesWhatLitestreamWrote() throws Exception {
        run("litestream→ours", batch -> new LitestreamToOurs(batch).run());
    }

    @Test
    void litestreamRestoresAndContinuesWhatFlotillaMerged() throws Exception {
        run("our levels→litestream", batch -> new LevelsToLitestream(batch).run());
    }

    private void run(String direction, Campaign campaign) throws Exception {
        Path litestream = litestream();
        long seed = Long.getLong("flotilla.interop.seed", System.nanoTime());
        int histories = Integer.getInteger("flotilla.interop.histories", BATCH);
        for (int done = 0; done < histories; done += BATCH) {
            long batchSeed = seed + done / BATCH;
            runBatch(campaign, litestream, batchSeed, Math.min(BATCH, histories - done));
            System.out.println(findings.text(direction) + ", seeds " + seed + " to " + batchSeed);
        }
        assertThat(findings.differences())
                .as("%s, first seed %s", direction, seed)
                .isEmpty();
    }

    private void runBatch(Campaign campaign, Path litestream, long seed, int count) throws Exception {
        var random = new Random(seed);
        int before = findings.differences().size();
        Path place = Files.createDirectory(directory.resolve("seed-" + seed));
        try (Histories histories = Histories.create(place, count, random)) {
            Path target = place.resolve("replicas");
            var flotilla = new Flotilla(
                    Program.flotilla(place.resolve("flotilla.log")),
                    histories.source(),
                    target,
                    place.resolve("state"));
            Litestream peer = Litestream.of(litestream, place, histories, target);
            campaign.run(new Batch("seed " + seed, place, random, histories, flotilla, peer, findings));
        }
        findings.histories(count);
        if (findings.differences().size() == before) {
            Directories.delete(place);
        }
    }

    private static Path litestream() throws IOException, InterruptedException {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        if (found.isEmpty()) {
            System.out.println("interop: " + MISSING);
        }
        Assumptions.assumeTrue(found.isPresent(), MISSING);
        return found.orElseThrow();
    }
}
