package io.flotilla.restore;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// A part of a file that is read on another thread, ahead of who takes it, up to a window.
///
/// No thread waits for the taker: a reader that has filled the window ends, and the taker starts it again. A
/// read that brings nothing for too long is left to itself, is closed by yet another thread, and another one
/// begins at its byte. For one taker at a time.
final class PartStream extends InputStream {

    private static final int CHUNK = FetchBudget.CHUNK;
    private static final int ATTEMPTS = 3;

    /// Opens the part at a number of bytes behind its beginning.
    interface Opener {
        InputStream at(long offset) throws IOException;
    }

    private final Fetching fetching;
    private final Part part;
    private final int window;

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private Attempt attempt = new Attempt(0);
    private Optional<IOException> failure = Optional.empty();
    private boolean reading;
    private boolean ended;
    private int attempts = 1;
    private long progress;

    private byte[] current = new byte[0];
    private int at;

    /// What is read: for messages, so many bytes, from where.
    record Part(String name, long length, Opener opener) {}

    /// @param window how many chunks may wait to be taken
    PartStream(Fetching fetching, Part part, int window) {
        this.fetching = fetching;
        this.part = part;
        this.window = window;
    }

    /// The window that holds all of a part.
    static int whole(long length) {
        return Math.toIntExact(Math.ceilDiv(length, CHUNK)) + 1;
    }

    /// Begins to read, where nobody does and there is room.
    void start() {
        Attempt next;
        lock.lock();
        try {
            if (reading || ended || chunks.size() >= window) {
                return;
            }
            reading = true;
            next = attempt;
        } finally {
            lock.unlock();
        }
        fetching.executor().execute(next::run);
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        if (count == 0) {
            return 0;
        }
        if (at == current.length) {
            fetching.budget().recycle(current);
            current = new byte[0];
            at = 0;
            current = take();
        }
        int read = Math.min(count, current.length - at);
        System.arraycopy(current, at, into, offset, read);
        at += read;
        return read == 0 ? -1 : read;
    }

    /// The next chunk, as soon as it is there; an empty one at the end.
    private byte[] take() throws IOException {
        start();
        lock.lock();
        try {
            await();
            if (chunks.isEmpty() && failure.isPresent()) {
                throw failure.get();
            }
            return chunks.isEmpty() ? new byte[0] : chunks.remove();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while reading " + part.name(), interrupted);
        } finally {
            lock.unlock();
            start();
        }
    }

    private void await() throws IOException, InterruptedException {
        long seen = progress;
        long left = fetching.deadline().toNanos();
        while (chunks.isEmpty() && !ended) {
            left = changed.awaitNanos(left);
            if (seen != progress) {
                seen = progress;
                left = fetching.deadline().toNanos();
            }
            if (left <= 0 && chunks.isEmpty() && !ended) {
                stalled();
                left = fetching.deadline().toNanos();
            }
        }
    }

    private void stalled() throws IOException {
        Attempt silent = attempt;
        if (attempts == ATTEMPTS) {
            throw new TargetException.Unavailable("Nothing came of " + part.name() + " within "
                    + fetching.deadline().toSeconds() + " s, " + ATTEMPTS + " times");
        }
        attempts++;
        attempt = new Attempt(silent.position);
        Attempt next = attempt;
        fetching.executor().execute(silent::closeSource);
        fetching.executor().execute(next::run);
    }

    /// What has not been read is never read.
    @Override
    public void close() throws IOException {
        Attempt last;
        boolean busy;
        lock.lock();
        try {
            last = attempt;
            busy = reading;
            attempt = new Attempt(last.position);
            ended = true;
            reading = false;
        } finally {
            lock.unlock();
        }
        if (busy) {
            fetching.executor().execute(last::closeSource);
        } else {
            last.closeSource();
        }
    }

    /// One connection, and where it is. Run by one thread at a time, as often as there is room.
    private final class Attempt {

        private volatile Optional<InputStream> source = Optional.empty();
        private long position;

        Attempt(long position) {
            this.position = position;
        }

        void run() {
            try {
                boolean more = hasRoom();
                while (more) {
                    more = put(chunk()) && hasRoom();
                }
                if (isLeft()) {
                    closeSource();
                }
            } catch (IOException broken) {
                end(broken);
            } catch (RuntimeException unexpected) {
                end(new IOException("Reading " + part.name() + " failed", unexpected));
            }
        }

        /// Where there is none, this run ends, and knows it before anybody starts the next one.
        private boolean hasRoom() {
            lock.lock();
            try {
                if (attempt != this) {
                    return false;
                }
                reading = !ended && chunks.size() < window;
                return reading;
            } finally {
                lock.unlock();
            }
        }

        /// Fewer bytes than a chunk at the end, none behind it.
        private byte[] chunk() throws IOException {
            InputStream in = source.isPresent() ? source.get() : part.opener().at(position);
            source = Optional.of(in);
            byte[] chunk = fetching.budget().buffer(Math.clamp(part.length() - position, 1, CHUNK));
            int filled = 0;
            int read = 0;
            while (filled < chunk.length && read >= 0) {
                read = in.read(chunk, filled, chunk.length - filled);
                filled += Math.max(read, 0);
                note();
            }
            return filled == chunk.length ? chunk : Arrays.copyOf(chunk, filled);
        }

        private void note() {
            lock.lock();
            try {
                if (attempt == this) {
                    progress++;
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean put(byte[] chunk) {
            if (chunk.length == 0) {
                closeSource();
            }
            lock.lock();
            try {
                if (attempt != this) {
                    return false;
                }
                if (chunk.length == 0) {
                    ended = true;
                    reading = false;
                } else {
                    chunks.add(chunk);
                    position += chunk.length;
                    attempts = 1;
                }
                changed.signalAll();
                return chunk.length > 0;
            } finally {
                lock.unlock();
            }
        }

        private void end(IOException why) {
            closeSource();
            lock.lock();
            try {
                if (attempt == this) {
                    failure = Optional.of(why);
                    ended = true;
                    reading = false;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean isLeft() {
            lock.lock();
            try {
                return attempt != this;
            } finally {
                lock.unlock();
            }
        }

        private void closeSource() {
            InputStream in = source.orElseGet(InputStream::nullInputStream);
            source = Optional.empty();
            try {
                in.close();
            } catch (IOException ignored) {
                // All that was wanted of it has been taken, or comes from another connection.
            }
        }
    }
}
