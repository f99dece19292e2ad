package io.flotilla.compaction;

import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.util.List;

/// A snapshot of a replica's newest state, from the replica's own files: the database is not read.
///
/// It has the time of the last transaction that is in it, and not of its making, so that a restore as of a
/// moment finds it (Litestream stamps it with the latter). Cost and memory are those of [Merge], with the files
/// of the restore plan as its inputs. For several threads, for different replicas.
public final class Snapshot {

    private final Joining joining;

    public Snapshot(Joining joining) {
        this.joining = joining;
    }

    /// Makes a snapshot of the files of a restore plan.
    public MergeResult step(List<ReplicaFile> plan) {
        return joining.join(Level.SNAPSHOT, plan, true);
    }
}
