package io.flotilla.service.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/// One line on a terminal that says how far a command has come, and is gone when it is closed. Elsewhere
/// silence. Safe for use by several threads.
final class ProgressLine implements AutoCloseable {

    private static final long PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LEARNING = Duration.ofSeconds(2).toNanos();
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean shown;
    private final long begun = System.nanoTime();
    private long next = System.nanoTime() + PAUSE;
    private boolean written;

    private ProgressLine(PrintWriter err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /// A line where a person looks on; quiet means never.
    static ProgressLine of(PrintWriter err, boolean quiet) {
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new ProgressLine(err, !quiet && watched);
    }

    /// So many bytes of all are read.
    void bytes(long read, long total) {
        if (shown && isTime()) {
            write(read * 100 / Math.max(total, 1) + " % of " + Sizes.bytes(total) + timeLeft(read, total));
        }
    }

    /// At the pace until now; said once that is worth something.
    private String timeLeft(long read, long total) {
        long spent = System.nanoTime() - begun;
        if (spent < LEARNING || read == 0) {
            return "";
        }
        double left = (double) spent * (total - read) / read;
        return ", " + Sizes.duration(Duration.ofSeconds(Math.round(left / 1e9) + 1)) + " left";
    }

    /// So many databases are done.
    void databases(long done) {
        if (shown && isTime()) {
            write(Sizes.count(done, "database") + " done");
        }
    }

    private synchronized boolean isTime() {
        long now = System.nanoTime();
        if (now - next < 0) {
            return false;
        }
        next = now + PAUSE;
        return true;
    }

    private synchronized void write(String text) {
        written = true;
        err.print(CLEAR + text);
        err.flush();
    }

    @Override
    public synchronized void close() {
        if (written) {
            err.print(CLEAR);
            err.flush();
            written = false;
        }
    }
}
