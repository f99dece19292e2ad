package io.flotilla.fleet;

import io.flotilla.spi.TargetException;
import java.time.Duration;
import java.util.concurrent.Executor;

/// What comes before the first upload: whether the store keeps what it promises, and how far its replicas are. For use
/// by one thread; [#isDone()] by any.
final class Preparation {

    private final StoreTrial trial;
    private final Positions positions;
    private final Patience patience;
    private final Heartbeats heartbeats;
    private final Warnings warnings;
    private final Stop stop;
    private volatile boolean isDone;

    Preparation(Fleet.Parts parts, Stop stop) {
        this.trial = parts.trial();
        this.positions = parts.positions();
        this.patience = parts.patience();
        this.heartbeats = parts.senses().heartbeats();
        this.warnings = parts.warnings();
        this.stop = stop;
    }

    /// Where the target is to be asked for nothing that is known by now, it is over before the first walk. What
    /// the walk finds may still have to be asked for.
    void begin() {
        isDone = !trial.isNeeded() && positions.areKnown();
    }

    /// Tries once.
    ///
    /// @throws TargetException where the target does not even list what it has
    /// @throws TwoWritersException where its store replaces objects
    void run() throws TargetException {
        trial.run();
        positions.prepare();
        isDone = true;
    }

    /// Tries until the target answers, or all is over.
    ///
    /// @param afterFailure is done after each try that failed
    void runUntilAnswered(Runnable afterFailure) throws InterruptedException {
        boolean hasAnswered = false;
        for (int failures = 0; !hasAnswered && !stop.isOver(); ) {
            heartbeats.beat(Heartbeats.Loop.LOOKS);
            try {
                stop.calls().run(this::run);
                hasAnswered = true;
            } catch (TargetException away) {
                stop.unlessOver(
                        () -> warnings.hindrance("the target does not answer", String.valueOf(away.getMessage())));
                patience.gate().failed();
                failures++;
                afterFailure.run();
                stop.isOverWithin(patience.pause(failures));
            }
        }
    }

    /// A stop that comes before the target has answered for the first time leaves it some time to do so.
    ///
    /// @return whether it did
    boolean runWithin(Duration atMost, Executor beside) {
        try {
            StoppableCalls.runWithin(atMost, beside, this::run);
            return true;
        } catch (TargetException away) {
            return false;
        }
    }

    /// Whether the store may be written to is known.
    boolean isTried() {
        return trial.isOver();
    }

    /// Whether the target has told how far its replicas are.
    boolean isDone() {
        return isDone;
    }
}
