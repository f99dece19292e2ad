package io.flotilla.service.verification;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// When the next proof may begin: not sooner after the one before than its pace allows, and not while something that
/// was written waits, but for a while: where that is always so, proofs have their turn all the same. [#awaitTurn] is
/// for one thread, the rest for any.
final class ProofPace {

    private static final Duration UNTIL_QUIET = Duration.ofMillis(100);

    private final Duration pause;
    private final Duration patience;
    private final BooleanSupplier isBusy;
    private final CountDownLatch over = new CountDownLatch(1);
    private long begun;

    /// @param pause from the begin of one to the begin of the next at least
    /// @param patience for how long one waits at the most for what was written
    /// @param isBusy whether something waits that was written
    ProofPace(Duration pause, Duration patience, BooleanSupplier isBusy) {
        this.pause = pause;
        this.patience = patience;
        this.isBusy = isBusy;
        this.begun = System.nanoTime() - pause.toNanos();
    }

    /// Waits until a proof may begin, or everything is over.
    void awaitTurn() throws InterruptedException {
        long early = begun + pause.toNanos() - System.nanoTime();
        boolean isEnding = over.await(Math.max(0, early), TimeUnit.NANOSECONDS);
        long waitsSince = System.nanoTime();
        while (!isEnding && isBusy.getAsBoolean() && System.nanoTime() - waitsSince < patience.toNanos()) {
            isEnding = over.await(UNTIL_QUIET.toNanos(), TimeUnit.NANOSECONDS);
        }
        begun = System.nanoTime();
    }

    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }
}
