package io.flotilla.simulation;

import io.flotilla.compaction.Joining;
import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.MemorySpool;
import io.flotilla.compaction.Merge;
import io.flotilla.compaction.MergeResult;
import io.flotilla.compaction.Retention;
import io.flotilla.compaction.RetentionResult;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.compaction.Snapshot;
import io.flotilla.compaction.Work;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Merges, snapshots and removals as the fleet does them, with times a thousand times shorter.
final class ModelUpkeep {

    private static final int MOST_STEPS = 200;

    private final LtxStore store;
    private final ObjectKey replica;
    private final ModelClock clock;
    private final Work.Rules rules;
    private final Merge merge;
    private final Snapshot snapshot;
    private final Retention retention;
    private final Tally tally;

    ModelUpkeep(LtxStore store, ObjectKey replica, World world, Tally tally) {
        this.store = store;
        this.replica = replica;
        this.clock = world.clock();
        this.rules = rules(world.random());
        var room = new MemorySpool(world.random().nextBoolean() ? 1 << 20 : 600);
        var joining = new Joining(store, store::open, room, FrameEncoding.BLOCK);
        this.merge = new Merge(joining);
        this.snapshot = new Snapshot(joining);
        this.retention = new Retention(store);
        this.tally = tally;
    }

    private static Work.Rules rules(SplittableRandom random) {
        Duration level0 = millis(random, 400);
        return new Work.Rules(
                new LevelRules(
                        List.of(millis(random, 100), millis(random, 400), millis(random, 900)), millis(random, 1500)),
                new RetentionRules(level0, millis(random, 1500), 0, 0, false));
    }

    private static Duration millis(SplittableRandom random, int most) {
        return Duration.ofMillis(1 + random.nextInt(most));
    }

    /// How long a file of level 0 stays at least, so that a position is confirmed for as long.
    Duration level0() {
        return rules.retention().level0();
    }

    Duration moments() {
        return rules.retention().moments();
    }

    /// One look.
    ///
    /// @throws SimulatedCrash where its process ended in it
    void look() throws TargetException {
        for (int step = 0; step < MOST_STEPS; step++) {
            Work work = Work.next(store.list(replica), rules, clock.instant(), clock.instant());
            tally.add("upkeep: " + work.getClass().getSimpleName());
            switch (work) {
                case Work.Merging(var into, var inputs) -> made(merge.step(into, inputs));
                case Work.Snapshotting(var plan) -> made(snapshot.step(plan));
                case Work.Removing(var plan) -> {
                    if (retention.step(plan) instanceof RetentionResult.Partly) {
                        return;
                    }
                }
                case Work.Nothing(var until) -> {
                    return;
                }
                case Work.Hindered(var why) -> throw new Violation(why);
            }
        }
        throw new Violation("upkeep finds no end");
    }

    private static void made(MergeResult result) throws TargetException {
        switch (result) {
            case MergeResult.Merged merged -> {}
            case MergeResult.WasThere was -> {}
            case MergeResult.Failed(var cause) -> throw cause;
            case MergeResult.Vanished(var why) -> throw new Violation("an input is gone: " + why);
            case MergeResult.Fenced(var why) -> throw new Violation(why);
            case MergeResult.Damaged(var why) -> throw new Violation(why);
        }
    }
}
