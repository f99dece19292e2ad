package io.flotilla.compaction;

import io.flotilla.spi.DeleteResult;
import io.flotilla.store.LtxStore;
import java.util.ArrayList;
import java.util.List;

/// Removes what a plan says. Safe for use by several threads, for different replicas.
///
/// Files that stay although they should not are harmless: each of them restores as before, and the next plan
/// names them again. Cost: one batch.
public final class Retention {

    private final LtxStore store;

    public Retention(LtxStore store) {
        this.store = store;
    }

    /// Removes the files of a plan, and says for each of them what became of it.
    public RetentionResult step(RetentionPlan plan) {
        List<DeleteResult> results = store.delete(
                plan.removals().stream().map(removal -> removal.file().name()).toList());
        var removed = new ArrayList<Removal>();
        var left = new ArrayList<RetentionResult.Left>();
        for (int i = 0; i < results.size(); i++) {
            Removal removal = plan.removals().get(i);
            switch (results.get(i)) {
                case DeleteResult.Absent(var key) -> removed.add(removal);
                case DeleteResult.NotDeleted(var key, var cause) -> left.add(new RetentionResult.Left(removal, cause));
            }
        }
        return left.isEmpty() ? new RetentionResult.Removed(removed) : new RetentionResult.Partly(removed, left);
    }
}
