package io.flotilla.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A small database that an application in another process changes at random, and what it was whenever
/// somebody noted it, outside of any replica. Used by one thread.
final class RandomHistory {

    private static final List<String> AUTO_VACUUM = List.of("NONE", "FULL", "INCREMENTAL");
    private static final List<String> CHECKPOINTS = List.of("PASSIVE", "FULL", "RESTART", "TRUNCATE");
    private static final int PAGE_SIZES = 8;
    private static final int SMALLEST_PAGE = 512;

    /// All that users see, without what a replicator adds.
    private static final String CONTENT = "SELECT (SELECT coalesce(group_concat(id || ':' || hex(v)), '') FROM"
            + " (SELECT id, v FROM things ORDER BY id)) || '/' || (SELECT coalesce(group_concat(id || ':' || v), '') FROM"
            + " (SELECT id, v FROM others ORDER BY id)) || '/' || (SELECT user_version FROM pragma_user_version)";

    private final SqliteProcess application;
    private final String name;
    private final Path database;
    private final Random random;
    private final List<Noted> noted = new ArrayList<>();
    private SqliteProcess.Connection connection;

    /// What the next step is.
    private Optional<String> following = Optional.empty();

    /// What a database was.
    ///
    /// @param bytes a digest of all of them, its log written back
    /// @param content a digest of what users see
    record Noted(String bytes, String content) {

        static Noted of(byte[] database) {
            return new Noted(
                    digest(database),
                    digest(RecoveredCopy.query(database, CONTENT).getBytes(UTF_8)));
        }

        private static String digest(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /// Creates the database.
    ///
    /// @param number makes its name, and with those of others all page sizes
    RandomHistory(SqliteProcess application, Path directory, int number, Random random) {
        this.application = application;
        this.name = "history-" + number + ".db";
        this.database = directory.resolve(name);
        this.random = random;
        this.connection = application.open(
                database,
                "PRAGMA page_size = " + (SMALLEST_PAGE << number % PAGE_SIZES),
                "PRAGMA auto_vacuum = " + AUTO_VACUUM.get(random.nextInt(AUTO_VACUUM.size())),
                "PRAGMA journal_mode = WAL",
                "CREATE TABLE things (id INTEGER PRIMARY KEY, v BLOB)",
                "CREATE TABLE others (id INTEGER PRIMARY KEY, v TEXT)",
                "PRAGMA wal_autocheckpoint = " + (random.nextBoolean() ? 10 : 1000));
    }

    String name() {
        return name;
    }

    /// One step, most often a transaction, and never more than one. The database stays in WAL mode.
    void change() {
        if (following.isPresent()) {
            connection.execute(following.get());
            following = Optional.empty();
            return;
        }
        switch (random.nextInt(20)) {
            case 0, 1 -> connection.execute("DELETE FROM things WHERE id % 3 = " + random.nextInt(3));
            case 2 -> shrink();
            case 3, 4 -> connection.execute("VACUUM");
            case 5, 6, 7 -> checkpoint();
            case 8 -> reopen();
            case 9 -> connection.execute("PRAGMA user_version = " + random.nextInt(1000));
            case 10 -> connection.execute("CREATE INDEX IF NOT EXISTS by_value ON others(v)");
            case 11 -> connection.execute("DROP INDEX IF EXISTS by_value");
            case 12 -> connection.execute("UPDATE things SET v = zeroblob(length(v)) WHERE id % 4 = 1");
            case 13 -> rolledBack();
            default -> insert(1 + random.nextInt(6));
        }
    }

    /// The same, or another journal mode.
    void changeInAnyMode() {
        if (random.nextInt(12) == 0) {
            connection.execute("PRAGMA journal_mode = " + (random.nextBoolean() ? "DELETE" : "WAL"));
        } else {
            change();
        }
    }

    private void insert(int rows) {
        int bytes = random.nextInt(random.nextInt(4) == 0 ? 6000 : 200);
        connection.execute(
                "BEGIN IMMEDIATE",
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %d)".formatted(rows)
                        + " INSERT INTO things (v) SELECT randomblob(%d) FROM n".formatted(bytes),
                "INSERT INTO others (v) VALUES ('" + random.nextInt(1000) + "')",
                "COMMIT");
    }

    private void rolledBack() {
        connection.execute("BEGIN IMMEDIATE", "INSERT INTO things (v) VALUES (randomblob(9000))", "ROLLBACK");
    }

    /// In two steps, each a state of its own.
    private void shrink() {
        connection.execute("DELETE FROM things WHERE id % 8 <> " + random.nextInt(8));
        following = Optional.of(random.nextBoolean() ? "VACUUM" : "PRAGMA incremental_vacuum");
    }

    /// Does not wait for readers: a replicator may be one for as long as it runs.
    private void checkpoint() {
        connection.execute(
                "PRAGMA busy_timeout = 20",
                "PRAGMA wal_checkpoint(" + CHECKPOINTS.get(random.nextInt(CHECKPOINTS.size())) + ")",
                "PRAGMA busy_timeout = 10000");
    }

    private void reopen() {
        connection.close();
        connection = application.open(database, "PRAGMA busy_timeout = 10000");
    }

    /// Notes what the database is now, and gives that.
    Noted note() throws IOException {
        noted.add(look());
        return noted.getLast();
    }

    /// The same while a replicator may check in the log in the middle of a look: two in a row have to agree.
    void noteBesideOthers() throws IOException {
        Optional<Noted> before = Optional.empty();
        Optional<Noted> now = lookBesideOthers();
        while (now.isEmpty() || !now.equals(before)) {
            before = now;
            now = lookBesideOthers();
        }
        noted.add(now.get());
    }

    private Noted look() throws IOException {
        return Noted.of(RecoveredCopy.bytes(database));
    }

    /// Empty where the copy was not one of a moment.
    private Optional<Noted> lookBesideOthers() {
        try {
            return Optional.of(look());
        } catch (IOException torn) {
            return Optional.empty();
        }
    }

    /// All that was noted, oldest first.
    List<Noted> noted() {
        return List.copyOf(noted);
    }

    void close() {
        connection.close();
    }

    static Noted of(Path file) throws IOException {
        return Noted.of(Files.readAllBytes(file));
    }
}
