package io.flotilla.restore;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;

/// What all restores together may fetch before it is needed: bytes of memory, and so many requests. Safe
/// for use by several threads.
///
/// What a restore needs next it fetches without asking, through a small window: so nobody ever waits here.
public final class FetchBudget {

    /// How much is read at a time, and the size of the buffers that are used again: a download of gigabytes
    /// would otherwise fill the heap with them to its limit before they are collected.
    static final int CHUNK = 256 * 1024;

    private static final int UNIT = 1024;
    private static final int FEW = 4;

    private final Semaphore units;
    private final Semaphore requests;
    private final Queue<byte[]> chunks;

    public FetchBudget(long bytes, int requests) {
        this.units = new Semaphore(Math.toIntExact(bytes / UNIT));
        this.requests = new Semaphore(requests);
        this.chunks = new ArrayBlockingQueue<>(Math.toIntExact(bytes / CHUNK) + FEW);
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

    /// A buffer of this size, at most a chunk, with whatever content.
    byte[] buffer(int size) {
        Optional<byte[]> used = size == CHUNK ? Optional.ofNullable(chunks.poll()) : Optional.empty();
        return used.orElseGet(() -> new byte[size]);
    }

    /// Takes back a buffer that nobody looks at any more.
    void recycle(byte[] buffer) {
        if (buffer.length == CHUNK) {
            boolean _ = chunks.offer(buffer);
        }
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT));
    }
}
