package io.flotilla.crash;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Change;
import io.flotilla.fleet.Outcome;
import io.flotilla.fleet.Replicator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/// Notes for each database how much had been written when its latest capture began and when it was uploaded: what an
/// acknowledgement of that capture speaks of lies between.
final class LabelledReplicator implements Replicator {

    private final Replicator replicator;
    private final EngineRun.Steering steering;
    private final UnaryOperator<Executor> lanes;
    private final Map<DatabaseId, Label> labels = new ConcurrentHashMap<>();

    /// How many writings had ended when the capture began, and how many had begun when it was uploaded.
    record Label(int from, int to) {}

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
        int from = steering.written();
        Outcome outcome = replicator.replicate(change);
        labels.put(change.database(), new Label(from, steering.begun()));
        return outcome;
    }

    Label label(DatabaseId database) {
        return labels.getOrDefault(database, new Label(0, 0));
    }
}
