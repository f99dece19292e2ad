package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One look at every database for somebody who wants to end: those with a problem are looked at a few times more,
/// and whatever is left behind is named. For use by one thread.
final class Pass {

    private static final int ROUNDS = 4;

    private final Engine engine;
    private final Workers workers;
    private final Walks walks;
    private final Patience patience;
    private final InstantSource clock;
    private final Map<DatabaseId, String> left = new HashMap<>();

    Pass(Engine engine, Workers workers, Walks walks, Patience patience, InstantSource clock) {
        this.engine = engine;
        this.workers = workers;
        this.walks = walks;
        this.patience = patience;
        this.clock = clock;
    }

    /// Looks, for at most so long, and gives what is left behind, one line each.
    List<String> run(Duration atMost) throws InterruptedException {
        Instant end = clock.instant().plus(atMost);
        workers.waitForAll(left(end, atMost));
        List<String> problems = List.of();
        for (int round = 1; round <= ROUNDS; round++) {
            left.clear();
            if (round == 1 || !walks.refused().isEmpty()) {
                walks.now();
            }
            engine.scanner().sweep(change -> offer(change, left(end, atMost)));
            workers.waitForAll(left(end, atMost));
            problems = problems();
            if (problems.isEmpty() || left(end, atMost).isZero()) {
                break;
            }
            pause(round);
        }
        return problems;
    }

    private void offer(Change change, Duration patienceLeft) {
        if (!patience.gate().isOpen()) {
            left.put(change.database(), "the target is away, and what is new is not uploaded");
        } else if (!workers.submit(change, patienceLeft)) {
            left.put(change.database(), "there was no time to upload what is new");
        }
    }

    private List<String> problems() {
        Catalog catalog = engine.catalog();
        Map<DatabaseId, String> unfinished = new HashMap<>(left);
        unfinished.putAll(workers.unfinished());
        return new Problems(catalog).lines(unfinished, walks.refused());
    }

    private void pause(int round) throws InterruptedException {
        Duration own = patience.pauses().delay(round);
        Duration gate = patience.gate().untilOpen();
        Thread.sleep(own.compareTo(gate) > 0 ? own : gate);
    }

    /// Never more than the whole, wherever the clock is set to meanwhile.
    private Duration left(Instant end, Duration whole) {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(whole) < 0 ? left : whole;
    }
}
