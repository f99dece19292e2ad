package io.flotilla.crash;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Change;
import io.flotilla.fleet.Outcome;
import io.flotilla.fleet.Replicator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/// Notes for each database how much had been written when its latest capture began, which is what an acknowledgement
/// of that capture speaks of.
final class LabelledReplicator implements Replicator {

    private final Replicator replicator;
    private final EngineRun.Steering steering;
    private final UnaryOperator<Executor> lanes;
    private final Map<DatabaseId, Integer> labels = new ConcurrentHashMap<>();

    LabelledReplicator(Replicator replicator, EngineRun.Steering steering, UnaryOperator<Executor> lanes) {
        this.replicator = replicator;
        this.steering = steering;
        this.lanes = lanes;
    }

    @Override
    public void start(Executor threads) {
        replicator.start(lanes.apply(threads));
    }

    @Override
    public Outcome replicate(Change change) throws InterruptedException {
        labels.put(change.database(), steering.written());
        return replicator.replicate(change);
    }

    int label(DatabaseId database) {
        return labels.getOrDefault(database, 0);
    }
}
