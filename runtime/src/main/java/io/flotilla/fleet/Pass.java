package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// One look at every database for somebody who wants to end: those with a problem are looked at a few times more,
/// and whatever is left behind is named. For use by one thread.
final class Pass {

    private static final int ROUNDS = 4;

    private final Engine engine;
    private final Agenda agenda;
    private final Workers workers;
    private final Walks walks;
    private final Patience patience;
    private final InstantSource clock;

    Pass(Engine engine, Agenda agenda, Workers workers, Walks walks, Patience patience, InstantSource clock) {
        this.engine = engine;
        this.agenda = agenda;
        this.workers = workers;
        this.walks = walks;
        this.patience = patience;
        this.clock = clock;
    }

    /// Looks, for at most so long, and gives what is left behind, one line each.
    ///
    /// @param changed is told of each database that changed, and sees to its turn
    List<String> run(Duration atMost, Consumer<DatabaseId> changed) throws InterruptedException {
        Instant end = clock.instant().plus(atMost);
        List<String> problems = List.of();
        for (int round = 1; round <= ROUNDS; round++) {
            workers.awaitIdle(left(end, atMost));
            if (round == 1 || !walks.refused().isEmpty()) {
                walks.now();
            }
            agenda.hurry();
            engine.scanner().sweep(changed);
            boolean isIdle = workers.awaitIdle(left(end, atMost));
            problems = new Problems(engine.catalog()).lines(workers.unfinished(isIdle), walks.refused());
            if (problems.isEmpty() || left(end, atMost).isZero()) {
                break;
            }
            pause(round, left(end, atMost));
        }
        return problems;
    }

    private void pause(int round, Duration atMost) throws InterruptedException {
        Duration pause = patience.pause(round);
        Thread.sleep(pause.compareTo(atMost) < 0 ? pause : atMost);
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
