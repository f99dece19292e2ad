package io.flotilla.service.cli;

import io.flotilla.restore.UnnamedDatabase;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Gives restored databases their names, many at a time: two syncs of the file system make all of them
/// durable, where each by itself would need two.
///
/// The order is that of a single one: the contents, and the note that these were begun, are on the disk
/// before the first of them has its name, and the names are before one is reported as back. Once a sync has
/// failed, nobody knows what of it, so nothing gets a name any more. While a batch is named the next one is
/// made, and no more than that. Safe for use by several threads.
final class NamingBatches {

    private static final int MOST = 256;
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final int AT_A_TIME = 2;

    private final RestoreJournal journal;
    private final Sync sync;
    private final Executor executor;
    private final Consumer<Outcome> done;
    private final Semaphore room = new Semaphore(AT_A_TIME);
    private List<Waiting> waiting = new ArrayList<>();
    private long bytes;
    private volatile String broken = "";

    /// Makes everything in the output directory durable.
    @FunctionalInterface
    interface Sync {
        void sync() throws IOException;
    }

    /// Whether a database may have its name.
    @FunctionalInterface
    interface Check {

        /// Asks for one.
        ///
        /// @throws IOException when it may not
        void run(ObjectKey replica, Path output) throws IOException;
    }

    /// A database that waits for its name.
    ///
    /// @param back what is said when it has it
    /// @param isNew whether nothing has that name now; if so, it is noted before that changes
    /// @param check is asked right before it gets its name
    record Waiting(Outcome.Back back, boolean isNew, UnnamedDatabase database, Check check) {

        void giveName() throws IOException {
            check.run(replica(), back.output());
            database.giveName();
        }

        ObjectKey replica() {
            return back.replica();
        }

        Outcome failed(Throwable why) {
            return new Outcome.Failed(replica(), FailureText.of(why).what());
        }
    }

    /// @param executor names batches, one after the other; the syncs block it
    /// @param done hears of each database
    NamingBatches(RestoreJournal journal, Sync sync, Executor executor, Consumer<Outcome> done) {
        this.journal = journal;
        this.sync = sync;
        this.executor = executor;
        this.done = done;
    }

    /// Why nothing more can be made durable; empty while all is well.
    String broken() {
        return broken;
    }

    /// Takes over a database. Waits where two batches wait already.
    void add(Waiting one) {
        List<Waiting> batch = List.of();
        synchronized (this) {
            waiting.add(one);
            bytes += one.back().result().bytes();
            if (waiting.size() == MOST || bytes >= MOST_BYTES) {
                batch = taken();
            }
        }
        begin(batch);
    }

    /// Names what is left and waits until all have their names.
    void finish() {
        List<Waiting> rest;
        synchronized (this) {
            rest = taken();
        }
        begin(rest);
        room.acquireUninterruptibly(AT_A_TIME);
        room.release(AT_A_TIME);
    }

    private List<Waiting> taken() {
        List<Waiting> batch = waiting;
        waiting = new ArrayList<>();
        bytes = 0;
        return batch;
    }

    private void begin(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        room.acquireUninterruptibly();
        executor.execute(() -> {
            try {
                name(batch);
            } finally {
                room.release();
            }
        });
    }

    private void name(List<Waiting> batch) {
        try {
            checkSound();
            journal.begin(
                    batch.stream().filter(Waiting::isNew).map(Waiting::replica).toList());
            sync.sync();
        } catch (IOException | RuntimeException failure) {
            fail(batch, failure);
            return;
        }
        List<Waiting> named = batch.stream().filter(this::isNamed).toList();
        try {
            sync.sync();
            journal.done(named.stream().map(Waiting::replica).toList());
        } catch (IOException | RuntimeException failure) {
            takeBack(named, failure);
            return;
        }
        named.forEach(this::keep);
    }

    private void checkSound() throws IOException {
        if (!broken.isEmpty()) {
            throw new IOException(broken);
        }
    }

    private boolean isNamed(Waiting one) {
        try {
            one.giveName();
            return true;
        } catch (IOException | RuntimeException failure) {
            discard(one, failure);
            done.accept(one.failed(failure));
            return false;
        }
    }

    private void keep(Waiting one) {
        try {
            one.database().keepName();
            done.accept(one.back());
        } catch (IOException | RuntimeException notRemoved) {
            done.accept(one.failed(notRemoved));
        }
    }

    private void fail(List<Waiting> batch, Exception why) {
        breakOff(why);
        for (Waiting one : batch) {
            discard(one, why);
            done.accept(one.failed(why));
        }
    }

    private void takeBack(List<Waiting> named, Exception why) {
        breakOff(why);
        for (Waiting one : named) {
            try {
                one.database().takeNameBack();
            } catch (IOException stays) {
                why.addSuppressed(stays);
            }
            done.accept(one.failed(why));
        }
    }

    private void breakOff(Exception why) {
        broken = "Not tried: writing to the disk failed: " + FailureText.of(why).what();
    }

    private static void discard(Waiting one, Exception why) {
        try {
            one.database().discard();
        } catch (IOException stays) {
            why.addSuppressed(stays);
        }
    }
}
