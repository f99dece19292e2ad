package io.flotilla.torture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// How an application uses a database.
enum Habit {
    /// WAL, connections stay open.
    WAL_KEPT_OPEN("WAL", "NORMAL", 3),
    /// WAL, opened and closed for a few transactions each: the last close checkpoints and removes the log.
    WAL_OPEN_WRITE_CLOSE("WAL", "NORMAL", 3),
    /// WAL by one connection alone, which keeps its wal-index in its memory.
    WAL_EXCLUSIVE("WAL", "EXCLUSIVE", 1),
    DELETE("DELETE", "NORMAL", 3),
    TRUNCATE("TRUNCATE", "NORMAL", 3),
    PERSIST("PERSIST", "NORMAL", 3),
    /// A rollback journal by one connection alone.
    PERSIST_EXCLUSIVE("PERSIST", "EXCLUSIVE", 1),
    /// A journal that is nowhere on disk. Who is killed leaves a damaged database, so nobody is.
    MEMORY("MEMORY", "NORMAL", 2),
    /// Now this journal mode, now that.
    FLIPPING("WAL", "NORMAL", 2);

    private static final List<String> MODES = List.of("WAL", "WAL", "DELETE", "TRUNCATE", "PERSIST");

    private static final List<String> SYNCHRONOUS = List.of("FULL", "NORMAL", "OFF");

    private final String journalMode;
    private final String lockingMode;
    private final int processes;

    Habit(String journalMode, String lockingMode, int processes) {
        this.journalMode = journalMode;
        this.lockingMode = lockingMode;
        this.processes = processes;
    }

    /// Those of a list of names; all, where it is empty.
    static List<Habit> named(String names) {
        return names.isEmpty()
                ? List.of(values())
                : Arrays.stream(names.split(","))
                        .map(name -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList();
    }

    String journalMode() {
        return journalMode;
    }

    /// Another journal mode, at random.
    static String journalMode(Random random) {
        return MODES.get(random.nextInt(MODES.size()));
    }

    /// What each new connection is told, for a random application of this habit.
    ///
    /// @param syncs whether it waits for the disk, always
    List<String> pragmas(Random random, boolean syncs) {
        return List.of(
                "PRAGMA busy_timeout=5000",
                "PRAGMA locking_mode=" + lockingMode,
                "PRAGMA synchronous=" + SYNCHRONOUS.get(random.nextInt(syncs ? 2 : 3)),
                "PRAGMA wal_autocheckpoint=" + (random.nextInt(3) == 0 ? 1000 : 2 + random.nextInt(60)),
                "PRAGMA journal_size_limit=" + List.of(-1, 0, 20_000, 200_000).get(random.nextInt(4)),
                "PRAGMA mmap_size=" + (!syncs && random.nextInt(3) == 0 ? 1 << 22 : 0),
                "PRAGMA cache_size=" + (random.nextInt(2) == 0 ? 5 : 200));
    }

    /// How many processes may use the database at a time.
    int processes() {
        return processes;
    }

    boolean isAlone() {
        return lockingMode.equals("EXCLUSIVE");
    }

    /// Whether connections may stay open while nobody writes. Whether a rollback journal's exclusive owner is in a
    /// transaction, nobody can see from outside: while it is there, nothing is captured.
    boolean canBeKeptOpen() {
        return this != WAL_OPEN_WRITE_CLOSE && this != PERSIST_EXCLUSIVE;
    }

    boolean survivesKills() {
        return this != MEMORY;
    }

    boolean isLogged() {
        return journalMode.equals("WAL");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
