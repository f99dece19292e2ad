package io.flotilla.fleet;

import io.flotilla.compaction.Joining;
import io.flotilla.compaction.Merge;
import io.flotilla.compaction.MergeResult;
import io.flotilla.compaction.Retention;
import io.flotilla.compaction.RetentionPlan;
import io.flotilla.compaction.RetentionResult;
import io.flotilla.compaction.Snapshot;
import io.flotilla.compaction.Spool;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.util.List;

/// The steps on files of the target, which can be told to end. Safe for use by several threads.
final class LevelSteps {

    private final StoppableSource source;
    private final Merge merge;
    private final Snapshot snapshot;
    private final Retention retention;

    LevelSteps(LtxStore store, Spool spool, FrameEncoding encoding) {
        this.source = new StoppableSource(store);
        var joining = new Joining(store, source, spool, encoding);
        this.merge = new Merge(joining);
        this.snapshot = new Snapshot(joining);
        this.retention = new Retention(store);
    }

    MergeResult merge(Level into, List<ReplicaFile> inputs) {
        return merge.step(into, inputs);
    }

    MergeResult snapshot(List<ReplicaFile> plan) {
        return snapshot.step(plan);
    }

    RetentionResult remove(RetentionPlan plan) {
        return retention.step(plan);
    }

    void stop() {
        source.stop();
    }

    boolean isStopped() {
        return source.isStopped();
    }
}
