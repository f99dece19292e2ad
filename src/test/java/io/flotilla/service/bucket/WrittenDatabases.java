package io.flotilla.service.bucket;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Many small databases with a log below a directory, and a thread that writes the first of them over and over. A
/// write is one commit: the mode of the journal, which lies in the header, is in the template.
final class WrittenDatabases implements AutoCloseable {

    private final Path directory;
    private final List<Path> all;
    private final Map<Path, Connection> open = new HashMap<>();
    private final Map<Path, Instant> written = new HashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    WrittenDatabases(Path directory, int number) throws Exception {
        this.directory = directory.toRealPath();
        this.all = new ArrayList<>(number);
        Path template = Files.createTempFile("template", ".db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + template);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, content BLOB)");
        }
        for (int i = 0; i < number; i++) {
            Path folder = Files.createDirectories(this.directory.resolve("p" + i / 100));
            Path database = folder.resolve("d" + i + ".db");
            Files.copy(template, database);
            all.add(database);
        }
        Files.delete(template);
    }

    Path directory() {
        return directory;
    }

    List<Path> all() {
        return all;
    }

    List<Path> first(int number) {
        return all.subList(0, number);
    }

    /// Adds a row to each of these, and notes the time stamp of its log: a capture may meet a commit before it returns
    /// here, so the clock would not tell.
    void write(List<Path> databases) throws Exception {
        for (Path database : databases) {
            Connection connection = connection(database);
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO t(content) VALUES (randomblob(300))");
            }
            Instant modified =
                    Files.getLastModifiedTime(Path.of(database + "-wal")).toInstant();
            synchronized (written) {
                written.put(database, modified.truncatedTo(ChronoUnit.MILLIS));
            }
        }
    }

    private Connection connection(Path database) throws Exception {
        Connection known = open.get(database);
        if (known != null) {
            return known;
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        open.put(database, connection);
        return connection;
    }

    /// When the log of a database was modified last.
    Instant lastWrite(Path database) {
        synchronized (written) {
            return written.getOrDefault(database, Instant.EPOCH);
        }
    }

    /// Writes these every so many seconds until the latch is counted down, and gives the longest time that one commit
    /// of all of them took.
    Future<Long> writeUntil(CountDownLatch enough, List<Path> databases, long seconds) {
        return thread.submit(() -> {
            long longest = 0;
            do {
                long before = System.nanoTime();
                write(databases);
                longest = Math.max(longest, System.nanoTime() - before);
            } while (!enough.await(seconds, TimeUnit.SECONDS));
            return longest;
        });
    }

    /// What became of the commits.
    ///
    /// @param longestNanos how long one of them took at most
    record Rounds(long commits, long failed, long longestNanos) {}

    /// Writes these every so many seconds until the latch is counted down, whatever becomes of a single commit.
    Future<Rounds> writeRounds(CountDownLatch enough, List<Path> databases, long seconds) {
        return thread.submit(() -> {
            long commits = 0;
            long failed = 0;
            long longest = 0;
            long next = System.nanoTime();
            do {
                next += TimeUnit.SECONDS.toNanos(seconds);
                for (Path database : databases) {
                    long before = System.nanoTime();
                    try {
                        write(List.of(database));
                        commits++;
                    } catch (SQLException refused) {
                        failed++;
                    }
                    longest = Math.max(longest, System.nanoTime() - before);
                }
            } while (!enough.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
            return new Rounds(commits, failed, longest);
        });
    }

    static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    /// Closes the connections: no log is left behind.
    void closeConnections() throws Exception {
        for (Connection connection : open.values()) {
            connection.close();
        }
        open.clear();
    }

    @Override
    public void close() throws Exception {
        thread.close();
        closeConnections();
    }
}
