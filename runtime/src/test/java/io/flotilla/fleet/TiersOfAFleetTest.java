package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a database of a running fleet may leave the hot tier.
class TiersOfAFleetTest {

    @TempDir
    private Path directory;

    private final CountDownLatch hot = new CountDownLatch(1);
    private final CountDownLatch reviewedMeanwhile = new CountDownLatch(5);
    private volatile boolean isUploading;
    private volatile boolean isUploaded;

    /// The policy asks for cold from the second upload on; while that is on its way the database stays hot.
    @Test
    void staysHotUntilItsLastWriteIsUploaded() throws Exception {
        var source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("a.db", "create table t(x)");
        Fault slow = new Fault.Waits(Calls.only(Operation.PUT, 2), this::upload);
        var target = new FaultyTarget(new MemoryTarget(), slow);
        FleetWitness witness = file -> {
            isUploaded = isUploading;
            hot.countDown();
        };
        var odd = TestFleet.Odd.NOTHING.withTiers(this::tier, 1).withWitness(witness);
        try (var opened = new TestFleet(directory, target, odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(hot.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(opened.fleet().tiers().hot()).isEqualTo(1);
            source.write("a.db", "insert into t values (1)");
            awaitCold(opened.fleet());
            opened.fleet().stop();
            assertThat(run.get().problems()).isEmpty();

            assertThat(target.fired(slow)).isEqualTo(1);
            assertThat(reviewedMeanwhile.getCount())
                    .as("reviews while it was uploaded")
                    .isZero();
            TierSummary tiers = opened.fleet().tiers();
            assertThat(tiers.hot()).isZero();
            assertThat(tiers.moves())
                    .containsEntry("promoted: written, and there is room", 1L)
                    .containsEntry("demoted: the policy asks for no more", 1L)
                    .hasSize(2);
        }
    }

    /// A later turn that finds nothing new may put it off to a later review.
    private static void awaitCold(Fleet fleet) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (fleet.tiers().hot() > 0) {
            assertThat(System.nanoTime()).as("it is cold").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private Tier tier(Activity activity) {
        if (isUploaded) {
            return Tier.COLD;
        }
        if (isUploading) {
            assertThat(activity.tier()).isEqualTo(Tier.HOT);
            reviewedMeanwhile.countDown();
            return Tier.COLD;
        }
        return Tier.HOT;
    }

    private void upload() {
        isUploading = true;
        try {
            assertThat(reviewedMeanwhile.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
