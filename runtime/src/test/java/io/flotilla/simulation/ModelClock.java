package io.flotilla.simulation;

import java.time.Instant;
import java.time.InstantSource;

/// The wall clock of the modelled machine: the engine's, and that of the kernel's time stamps, which may be coarse.
final class ModelClock implements InstantSource {

    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final long stampNanos;
    private long steadyNanos;
    private long nanos = 1_764_000_000L * NANOS_A_SECOND;

    /// @param stampNanos the step of the kernel's time stamps
    ModelClock(long stampNanos) {
        this.stampNanos = stampNanos;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(nanos / NANOS_A_SECOND, nanos % NANOS_A_SECOND);
    }

    /// Whether each moment has a stamp of its own.
    boolean isFine() {
        return stampNanos == 1;
    }

    /// What the kernel would stamp a file with now.
    long stamp() {
        return nanos - nanos % stampNanos;
    }

    /// What nobody can set.
    long steadyNanos() {
        return steadyNanos;
    }

    /// Time passes.
    void move(long byNanos) {
        nanos += byNanos;
        steadyNanos += byNanos;
    }

    /// Somebody sets the clock.
    void set(long byNanos) {
        nanos += byNanos;
    }
}
