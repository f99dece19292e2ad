package io.flotilla.service.demo;

import java.time.Instant;

/// Moments as nanoseconds since 1970, as the ledgers have them.
public final class Moments {

    private static final long NANOS = 1_000_000_000;

    private Moments() {}

    public static long nanos(Instant moment) {
        return moment.getEpochSecond() * NANOS + moment.getNano();
    }

    public static Instant of(long nanos) {
        return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
    }
}
