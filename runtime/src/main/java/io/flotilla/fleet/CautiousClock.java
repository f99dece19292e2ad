package io.flotilla.fleet;

import java.time.Instant;
import java.time.InstantSource;

/// The clock on the wall, for those who remove what is old. It follows at once where the wall's clock goes
/// back, and forwards at most twice as fast as the steady one: a clock that jumps a month ahead makes nothing
/// old before two weeks have passed, in which somebody may notice. Safe for use by several threads.
final class CautiousClock implements InstantSource {

    private static final int FASTEST = 2;

    private final Clocks clocks;
    private Instant shown;
    private long steadyNanos;

    CautiousClock(Clocks clocks) {
        this.clocks = clocks;
        this.shown = clocks.wall().instant();
        this.steadyNanos = clocks.steadyNanos().getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        Clocks.Moment now = clocks.now();
        Instant latest = shown.plusNanos(FASTEST * (now.steadyNanos() - steadyNanos));
        shown = now.wall().isBefore(latest) ? now.wall() : latest;
        steadyNanos = now.steadyNanos();
        return shown;
    }
}
