package io.flotilla.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The ways in which databases are used while the engine is killed or refused something.
final class Scenarios {

    private static final String TABLE = "create table t (id integer primary key, x text)";
    private static final String WAL = "pragma journal_mode=wal";
    private static final String ROW = "insert into t (x) values ('one more row')";
    private static final String CHANGED = "update t set x = x || '+' where id % 3 = 0";

    /// Afterwards a page is, byte for byte, what it was before [#UP]: hashes of the wrong TXID would take it for
    /// shipped.
    private static final String DOWN = "update t set x = lower(x) where id < 5";

    private static final String UP = "update t set x = upper(x) where id < 5";
    private static final String ROWS = "insert into t (x) with recursive n (i) as (select 1 union all"
            + " select i + 1 from n where i < 60) select printf('row %d %s', i, hex(zeroblob(40))) from n";

    private Scenarios() {}

    static List<Scenario> all() {
        return List.of(
                openLog(),
                closedEachTime(),
                rollbackJournals(),
                firstCopies(),
                shrinkAndGrow(),
                takenOver(),
                uncleanEnd());
    }

    /// A log that is followed, starts over, and is followed again, under a connection that stays open.
    private static Scenario openLog() {
        return Scenario.of(
                "open-log",
                application -> {
                    application.execute("a.db", WAL, TABLE, ROWS);
                    application.execute("sub/b.db", "pragma page_size=1024", WAL, TABLE, ROWS, ROWS);
                },
                List.of(
                        application -> {
                            application.execute("a.db", ROW);
                            application.execute("sub/b.db", CHANGED);
                        },
                        application -> {
                            application.execute("a.db", CHANGED, "pragma wal_checkpoint(restart)", ROW);
                            application.execute("sub/b.db", ROW, "pragma wal_checkpoint(truncate)", ROW);
                        },
                        application -> {
                            application.execute("a.db", ROW, ROW);
                            application.execute("sub/b.db", ROW);
                        },
                        application -> application.execute("a.db", ROW)));
    }

    /// Each write opens the database and closes it, which removes the log.
    private static Scenario closedEachTime() {
        return Scenario.of(
                "closed-each-time",
                application -> {
                    application.once("a.db", WAL, TABLE, ROWS);
                    application.once("b.db", WAL, TABLE, ROWS);
                },
                List.of(
                        application -> application.once("a.db", UP),
                        application -> {
                            application.once("b.db", ROW);
                            application.once("a.db", DOWN);
                        },
                        application -> application.once("a.db", ROW)));
    }

    private static Scenario rollbackJournals() {
        return Scenario.of(
                "rollback-journals",
                application -> {
                    application.once("delete.db", TABLE, ROWS);
                    application.execute("truncate.db", "pragma journal_mode=truncate", TABLE, ROWS);
                    application.execute("persist.db", "pragma journal_mode=persist", TABLE, ROWS);
                },
                List.of(
                        application -> {
                            application.once("delete.db", ROW);
                            application.execute("truncate.db", CHANGED);
                            application.execute("persist.db", UP);
                        },
                        application -> {
                            application.once("delete.db", WAL, ROW);
                            application.execute("persist.db", DOWN);
                        },
                        application -> application.execute("truncate.db", ROW)));
    }

    /// A batch that is large enough for a sync of the whole file system, and a file that does not stay in memory.
    private static Scenario firstCopies() {
        return Scenario.of(
                "first-copies",
                application -> {
                    for (String name : List.of("a.db", "b.db", "c/d.db", "c/e.db", "f.db")) {
                        application.once(name, WAL, TABLE, ROW);
                    }
                    application.once("big.db", TABLE, "create table r (x)", random());
                },
                List.of(
                        application -> {
                            for (String name : List.of("a.db", "b.db", "c/d.db", "c/e.db", "f.db", "g/h/i.db")) {
                                application.once(
                                        name, "create table if not exists t (id integer primary key, x text)", ROW);
                            }
                        },
                        application -> application.once("b.db", ROW)));
    }

    /// Incompressible, and the same each time: more than a megabyte.
    private static String random() {
        return "insert into r with recursive n (i, x) as (select 1, 42 union all select i + 1,"
                + " (x * 1103515245 + 12345) & 2147483647 from n where i < 200000)"
                + " select group_concat(printf('%08x', x), '') from n group by i / 100";
    }

    private static Scenario shrinkAndGrow() {
        return Scenario.of(
                "shrink-and-grow",
                application -> application.execute("a.db", WAL, TABLE, ROWS, ROWS, ROWS),
                List.of(
                        application -> application.execute("a.db", "delete from t where id > 20", "vacuum"),
                        application -> application.execute("a.db", ROWS, ROWS),
                        application -> application.execute("a.db", "delete from t", "vacuum", ROW),
                        application -> application.execute("a.db", ROW)));
    }

    /// The replica is there, and the state directory is lost.
    private static Scenario takenOver() {
        return new Scenario(
                "taken-over",
                (application, directory) -> {
                    application.execute("a.db", WAL, TABLE, ROWS);
                    application.once("b.db", TABLE, ROWS);
                    application.isWritten();
                    List<AcknowledgedRecord> acknowledged = runUntilQuiet(application, directory, () -> {});
                    remove(directory.resolve("state"));
                    application.execute("a.db", ROW);
                    application.isWritten();
                    return acknowledged;
                },
                List.of(
                        application -> {
                            application.execute("a.db", ROW);
                            application.once("b.db", CHANGED);
                        },
                        application -> application.execute("a.db", ROW)));
    }

    /// The catalog is behind the target, as after a kill between the two.
    private static Scenario uncleanEnd() {
        return new Scenario(
                "unclean-end",
                (application, directory) -> {
                    application.execute("a.db", WAL, TABLE, ROWS);
                    application.once("b.db", TABLE, ROWS);
                    Path state = directory.resolve("state");
                    Path kept = directory.resolve("kept");
                    application.isWritten();
                    List<AcknowledgedRecord> acknowledged = runUntilQuiet(application, directory, () -> {
                        copyCatalog(state, kept);
                        application.execute("a.db", UP);
                        application.once("b.db", UP);
                        application.isWritten();
                    });
                    remove(state);
                    Files.move(kept, state);
                    application.execute("a.db", DOWN);
                    application.isWritten();
                    return acknowledged;
                },
                List.of(
                        application -> {
                            application.execute("a.db", CHANGED);
                            application.once("b.db", DOWN);
                        },
                        application -> application.execute("a.db", ROW)));
    }

    private static List<AcknowledgedRecord> runUntilQuiet(
            Application application, Path directory, HereSteering.Work meanwhile)
            throws IOException, InterruptedException {
        return HereSteering.run(directory, InstantSource.system(), List.of(meanwhile), application.written())
                .acknowledged();
    }

    private static void copyCatalog(Path state, Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : List.of("catalog.db", "catalog.db-wal")) {
            Files.copy(state.resolve(name), to.resolve(name));
        }
    }

    static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
