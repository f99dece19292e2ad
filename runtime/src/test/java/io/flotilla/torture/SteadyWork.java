package io.flotilla.torture;

import io.flotilla.sqlite.SqliteApplication;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// A steady load: so many commits a second on each of some databases, each by a thread of its own with one connection.
/// It waits for no lock: whoever holds one makes a commit fail. Its answer is how many failed; how long each took, in
/// nanoseconds, goes into a file.
public final class SteadyWork implements SqliteApplication.Task {

    private static final String WRITE = "INSERT INTO t(v) VALUES(randomblob(300))";
    private static final String UPDATE = "UPDATE t SET v = randomblob(300) WHERE id = (SELECT max(id) / 2 FROM t)";

    /// Arguments: the file for the times, milliseconds to work, and for each database its path, its journal mode
    /// and its commits a second.
    @Override
    public String run(List<String> arguments) throws Exception {
        long nanos = Duration.ofMillis(Long.parseLong(arguments.get(1))).toNanos();
        List<CompletableFuture<Load>> loads = new ArrayList<>();
        for (int i = 2; i < arguments.size(); i += 3) {
            var load =
                    new Load(Path.of(arguments.get(i)), arguments.get(i + 1), Integer.parseInt(arguments.get(i + 2)));
            loads.add(CompletableFuture.supplyAsync(
                    () -> load.run(nanos), task -> Thread.ofPlatform().start(task)));
        }
        List<Long> times = new ArrayList<>();
        int failed = 0;
        for (CompletableFuture<Load> load : loads) {
            times.addAll(load.join().times);
            failed += load.join().failed;
        }
        ByteBuffer bytes = ByteBuffer.allocate(times.size() * Long.BYTES);
        times.forEach(bytes::putLong);
        Files.write(Path.of(arguments.get(0)), bytes.array());
        return Integer.toString(failed);
    }

    /// The load of one database. For one thread.
    private static final class Load {

        private final Path database;
        private final String journalMode;
        private final long pauseNanos;
        private final List<Long> times = new ArrayList<>();
        private int failed;

        Load(Path database, String journalMode, int commitsPerSecond) {
            this.database = database;
            this.journalMode = journalMode;
            this.pauseNanos = 1_000_000_000L / commitsPerSecond;
        }

        /// Works for so long, and at least once.
        Load run(long nanos) {
            try (JdbcApplication application = JdbcApplication.open(database)) {
                application.execute(List.of(
                        "PRAGMA busy_timeout=0",
                        "PRAGMA journal_mode=" + journalMode,
                        "PRAGMA synchronous=NORMAL",
                        "CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v BLOB)"));
                long start = System.nanoTime();
                long next = start;
                do {
                    LockSupport.parkNanos(next - System.nanoTime());
                    commit(application);
                    next = Math.max(next + pauseNanos, System.nanoTime());
                } while (next - start < nanos);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
            return this;
        }

        private void commit(JdbcApplication application) {
            long start = System.nanoTime();
            try {
                application.execute(List.of("BEGIN IMMEDIATE", WRITE, UPDATE, "COMMIT"));
            } catch (SQLException locked) {
                failed++;
                giveUp(application);
            }
            times.add(System.nanoTime() - start);
        }

        private static void giveUp(JdbcApplication application) {
            try {
                application.execute(List.of("ROLLBACK"));
            } catch (SQLException noTransaction) {
                // It was refused before it began.
            }
        }
    }
}
