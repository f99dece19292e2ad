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

    /// What is next for a replica with these files, in any order. Pure.
    static Work next(List<ReplicaFile> listing, LevelRules levels, RetentionRules retention, Instant now) {
        return new NextWork(listing, levels, retention, now).find();
    }
}
