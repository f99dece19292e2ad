package io.flotilla.restore;

import java.util.concurrent.Semaphore;

/// What all restores together may fetch before it is needed: bytes of memory, and so many requests. Safe
/// for use by several threads.
///
/// What a restore needs next it fetches without asking, through a small window: so nobody ever waits here.
public final class FetchBudget {

    private static final int UNIT = 1024;

    private final Semaphore units;
    private final Semaphore requests;

    public FetchBudget(long bytes, int requests) {
        this.units = new Semaphore(Math.toIntExact(bytes / UNIT));
        this.requests = new Semaphore(requests);
    }

    /// Takes a request and the bytes that it will hold, where there is room for both.
    boolean tryTake(long bytes) {
        if (!requests.tryAcquire()) {
            return false;
        }
        boolean taken = units.tryAcquire(units(bytes));
        if (!taken) {
            requests.release();
        }
        return taken;
    }

    /// Gives back what was taken for one request.
    void free(long bytes) {
        units.release(units(bytes));
        requests.release();
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT));
    }
}
