package io.flotilla.fleet;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Tries again what failed because the target was away, with pauses that grow, as often as was agreed. Safe
/// for use by several threads.
public final class Attempts {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final int most;
    private final Backoff backoff;

    /// What is tried.
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws IOException;
    }

    private Attempts(int most, Backoff backoff) {
        this.most = most;
        this.backoff = backoff;
    }

    /// Eight attempts within some 20 seconds.
    public static Attempts some(RandomGenerator random) {
        return new Attempts(8, new Backoff(FIRST, LONGEST, random));
    }

    /// A number of attempts without a pause between them.
    public static Attempts atOnce(int most) {
        return new Attempts(most, new Backoff(Duration.ZERO, Duration.ZERO, new SplittableRandom(0)));
    }

    /// What the first attempt gives that the target does not fail for being away.
    ///
    /// @throws TargetException.Unavailable when the last one failed as well
    public <T> T run(Attempt<T> attempt) throws IOException {
        for (int failures = 1; failures < most; failures++) {
            try {
                return attempt.run();
            } catch (TargetException.Unavailable away) {
                pause(failures);
            }
        }
        return attempt.run();
    }

    private void pause(int failures) throws IOException {
        try {
            Thread.sleep(backoff.delay(failures));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the target was away", interrupted);
        }
    }
}
