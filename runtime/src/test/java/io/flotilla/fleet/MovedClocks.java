package io.flotilla.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// The clocks of this host, which a test moves on. Safe for use by several threads.
final class MovedClocks {

    private final AtomicLong wallNanos = new AtomicLong();
    private final AtomicLong steadyNanos = new AtomicLong();

    Clocks clocks() {
        return new Clocks(() -> Instant.now().plusNanos(wallNanos.get()), () -> System.nanoTime() + steadyNanos.get());
    }

    /// As a suspended host sees it when it wakes up.
    void moveWall(Duration by) {
        wallNanos.addAndGet(by.toNanos());
    }

    /// As it is where somebody sets the clock back meanwhile.
    void moveSteady(Duration by) {
        steadyNanos.addAndGet(by.toNanos());
    }
}
