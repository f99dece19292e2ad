package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.interop.Application.Habit;
import io.flotilla.service.interop.Histories.Moment;
import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A few histories that go through everything together, so that each start of a program serves all of
/// them. Used by one thread.
///
/// @param name says which, and how to repeat it
record Batch(
        String name,
        Path directory,
        Random random,
        Histories histories,
        Flotilla flotilla,
        Litestream litestream,
        Findings findings) {

    private static final int LIVE_SLICES = 12;
    private static final int LONGEST_LIVE_SLICES = 300;
    private static final int SLICE_MILLIS = 100;

    Path target() {
        return flotilla.target();
    }

    /// Lets the application write while a replicator runs, until that has shipped something new and a while
    /// longer, and stops it in an orderly way.
    void writeWhile(Process replicator, Program program, Habit habit) throws IOException, InterruptedException {
        writeWhile(replicator, program, habit, () -> true);
    }

    /// The same, and until this is so as well.
    void writeWhile(Process replicator, Program program, Habit habit, Wanted wanted)
            throws IOException, InterruptedException {
        try {
            String before = shipped();
            int late = 0;
            for (int slice = 0; late < LIVE_SLICES && slice < LONGEST_LIVE_SLICES; slice++) {
                histories.write(habit);
                assertThat(replicator.waitFor(SLICE_MILLIS, TimeUnit.MILLISECONDS))
                        .as("%s: the replicator ended by itself and said:%n%s", name, program.said())
                        .isFalse();
                late += !shipped().equals(before) && wanted.isSo() ? 1 : 0;
            }
            assertThat(shipped()).as("%s: nothing was replicated live", name).isNotEqualTo(before);
            replicator.destroy();
            assertThat(replicator.waitFor())
                    .as("%s: exit code after SIGTERM, and it said:%n%s", name, program.said())
                    .isZero();
        } finally {
            replicator.destroyForcibly();
        }
    }

    /// What is waited for.
    @FunctionalInterface
    interface Wanted {

        boolean isSo() throws IOException;
    }

    /// The latest state, from the target alone: Litestream and Flotilla restore the same, whether they took
    /// turns before or not.
    void bothRestoreLatest(String when) throws IOException, InterruptedException {
        Path ours = fresh("ours");
        flotilla.restoreAll(ours);
        for (String database : histories.names()) {
            Path theirs = theirs(database);
            findings.compare(text(database, when + ", Flotilla against Litestream"), theirs, ours.resolve(database));
        }
    }

    /// Both restore, or refuse, one transaction alike.
    void bothRestore(String database, String txId) throws IOException, InterruptedException {
        Path theirs = fresh("theirs").resolve(database);
        Path ours = fresh("ours").resolve(database);
        litestream.restore(target().resolve(database), theirs, txId);
        flotilla.restore(target().resolve(database), ours, txId);
        findings.compareOutcome(text(database, "TXID " + txId), theirs, ours);
    }

    /// Both restore, or refuse, some moments alike: the time of a file, one millisecond before it, and one
    /// after it.
    void bothRestoreMoments(String database) throws IOException, InterruptedException {
        List<Instant> times = new Replica(target().resolve(database)).times();
        Instant time = times.get(random.nextInt(times.size()));
        for (int millis = -1; millis <= 1; millis++) {
            Instant moment = time.plusMillis(millis);
            // Litestream refuses what lies outside of the times that it lists.
            if (moment.isBefore(times.getFirst()) || moment.isAfter(times.getLast())) {
                continue;
            }
            Path theirs = fresh("theirs").resolve(database);
            Path ours = fresh("ours").resolve(database);
            litestream.restoreAt(target().resolve(database), theirs, moment);
            String said =
                    flotilla.restoreAt(target().resolve(database), ours, moment).error();
            findings.compareOutcome(text(database, "as of " + moment + " [" + said.strip() + "]"), theirs, ours);
        }
    }

    /// Litestream restores each of these moments by its transaction.
    void litestreamRestores(List<Moment> moments) throws IOException, InterruptedException {
        for (Moment moment : moments) {
            Path theirs = fresh("theirs").resolve(moment.database());
            litestream.restore(target().resolve(moment.database()), theirs, moment.txId());
            findings.compare(text(moment.database(), "TXID " + moment.txId()), moment.image(), theirs);
        }
    }

    /// The sources, by what Litestream makes of their replicas now.
    void litestreamRestoresTheSources(String when) throws IOException, InterruptedException, SQLException {
        for (Moment moment : histories.remember(target())) {
            findings.compare(text(moment.database(), when), moment.image(), theirs(moment.database()));
        }
    }

    String someDatabase() {
        return histories.names().get(random.nextInt(histories.names().size()));
    }

    /// One of the transactions up to the last one.
    String someTxId(String database) throws IOException {
        long latest = Long.parseLong(new Replica(target().resolve(database)).latest(), 16);
        return "%016x".formatted(1 + random.nextLong(latest));
    }

    Path theirs(String database) throws IOException, InterruptedException {
        Path theirs = fresh("theirs").resolve(database);
        litestream.restore(target().resolve(database), theirs);
        return theirs;
    }

    Path fresh(String kind) throws IOException {
        return Files.createTempDirectory(directory, kind);
    }

    String text(String database, String what) {
        return name + ", " + database + ", " + what;
    }

    private String shipped() throws IOException {
        var shipped = new StringBuilder();
        for (String database : histories.names()) {
            shipped.append(new Replica(target().resolve(database)).latest());
        }
        return shipped.toString();
    }
}
