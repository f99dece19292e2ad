package io.flotilla.compaction;

import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is to be done next for a replica.
public sealed interface Work {

    /// Files of one level are to become one of the next.
    record Merging(Level into, List<ReplicaFile> inputs) implements Work {

        public Merging {
            inputs = List.copyOf(inputs);
        }
    }

    /// A snapshot is to be made of these files, which are the restore plan of the newest state.
    record Snapshotting(List<ReplicaFile> plan) implements Work {

        public Snapshotting {
            plan = List.copyOf(plan);
        }
    }

    /// Files may go.
    record Removing(RetentionPlan plan) implements Work {}

    /// Nothing now. `until` is when there may be something if nobody writes; absent where there never will.
    record Nothing(Optional<Instant> until) implements Work {}

    /// Nothing can be done with this replica: it leads to no newest state.
    record Hindered(String why) implements Work {}

    /// By which rules a replica is kept.
    record Rules(LevelRules levels, RetentionRules retention) {}

    /// What is next for a replica with these files, in any order. Pure.
    ///
    /// @param now for what is to be made
    /// @param cautious for what is to be removed: no later than now, and earlier where a clock may have jumped
    static Work next(List<ReplicaFile> listing, Rules rules, Instant now, Instant cautious) {
        return new NextWork(listing, rules, now, cautious).find();
    }
}
