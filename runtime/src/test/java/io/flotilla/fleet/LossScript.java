package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.sqlite.SqliteProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/// What an application does, and when its replicator looks: each script has made some replicator lose what was
/// committed. Afterwards every database of `databases` must be restorable as it is.
enum LossScript {
    WRITES_THAT_THE_DATABASE_FILE_DOES_NOT_SHOW("1", "a long-lived connection writes to the log alone") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 50, 300);
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
            FileTime before = Files.getLastModifiedTime(scene.database("a.db"));
            for (int i = 0; i < 300; i++) {
                connection.execute(update(1 + i % 50, 300));
            }
            assertThat(Files.getLastModifiedTime(scene.database("a.db"))).isEqualTo(before);
            scene.peer().awaitShipped("a.db");
        }
    },

    A_BUSY_DATABASE_THAT_IS_COLD("2", "a database is written without a pause while it is not hot") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 50, 300);
            scene.peer().start();
            for (int i = 0; i < 3000; i++) {
                connection.execute(update(1 + i % 50, 300));
            }
            scene.peer().awaitShipped("a.db");
        }
    },

    A_GAP_BEFORE_A_RESTARTED_LOG("3", "the log is checkpointed and started over while nobody follows it") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 200, 900);
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
            scene.peer().stop();
            for (int i = 0; i < 40; i++) {
                connection.execute(update(1 + 3 * i, 900));
            }
            connection.execute("PRAGMA wal_checkpoint(RESTART)");
            for (int i = 0; i < 5; i++) {
                connection.execute(update(150 + i, 900), "INSERT INTO t(v) VALUES(randomblob(900))");
            }
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
        }
    },

    OPEN_WRITE_CLOSE("4", "each session opens, writes one row and closes") {
        @Override
        void play(Scene scene) throws Exception {
            scene.create("a.db", 2000, 30).close();
            scene.peer().once();
            for (int session = 0; session < 4; session++) {
                scene.application()
                        .open(scene.database("a.db"), "INSERT INTO t(v) VALUES(randomblob(30))")
                        .close();
                scene.peer().once();
            }
        }
    },

    MORE_THAN_CAN_BE_HOT("5", "fifty databases are written at once, and one may be hot") {
        @Override
        void play(Scene scene) throws Exception {
            for (int i = 0; i < 50; i++) {
                scene.create(i + ".db", 20, 300).close();
            }
            scene.peer().once();
        }
    },

    THE_LAST_SECOND("6", "the replicator is stopped right after a commit") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 50, 300);
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
            connection.execute(update(7, 300), "INSERT INTO t(v) VALUES(randomblob(300))");
            scene.peer().stop();
        }
    },

    WRITES_WHILE_IT_WAS_DOWN("7", "databases that were there before, and that were written during a downtime") {
        @Override
        void play(Scene scene) throws Exception {
            scene.create("a.db", 50, 300).close();
            scene.create("b.db", 50, 300).close();
            scene.peer().once();
            var connection = scene.application().open(scene.database("a.db"));
            connection.execute(update(3, 300), "INSERT INTO t(v) VALUES(randomblob(300))");
            connection.close();
            scene.peer().once();
        }
    },

    LOG_WITHIN_BOUNDS("9", "3,000 commits with SQLite's own checkpoints: they go on, and the log stays small") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 50, 3000);
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
            for (int i = 0; i < 3000; i++) {
                connection.execute(update(1 + i % 50, 3000));
            }
            assertThat(Files.size(Path.of(scene.database("a.db") + "-wal")))
                    .as("bytes of the log, of which SQLite keeps 1,000 pages")
                    .isLessThan(2000 * 4120);
            scene.peer().awaitShipped("a.db");
        }
    },

    A_COMMIT_BEFORE_A_RESTARTED_LOG("F1a", "stopped; a commit, a checkpoint, a commit that starts the log over") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 0, 0);
            for (int i = 0; i < 200; i++) {
                connection.execute("INSERT INTO t(v) VALUES(randomblob(3000))");
            }
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
            scene.peer().stop();
            connection.execute(update(100, 3000), "PRAGMA wal_checkpoint(FULL)", update(3, 3000));
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
        }
    },

    A_PLAIN_RESTART("F1b", "stopped for a while; the application updates, and SQLite starts the log over by itself") {
        @Override
        void play(Scene scene) throws Exception {
            var connection = scene.create("a.db", 400, 3000);
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
            scene.peer().stop();
            for (int i = 0; i < 700; i++) {
                connection.execute(update(1 + i % 400, 3000));
            }
            scene.peer().start();
            scene.peer().awaitShipped("a.db");
        }
    };

    private final String number;
    private final String text;

    LossScript(String number, String text) {
        this.number = number;
        this.text = text;
    }

    /// Who takes part.
    record Scene(Path directory, SqliteProcess application, Peer peer, List<String> databases) {

        Scene(Path directory, SqliteProcess application, Peer peer) {
            this(directory, application, peer, new ArrayList<>());
        }

        Path database(String name) {
            return directory.resolve("source").resolve(name);
        }

        /// A database with SQLite's own checkpoints; the connection stays open.
        SqliteProcess.Connection create(String name, int rows, int bytes) {
            databases.add(name);
            return application
                    .open(database(name), "PRAGMA journal_mode=WAL", "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)")
                    .execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<=" + rows
                            + ") INSERT INTO t(v) SELECT randomblob(" + bytes + ") FROM n WHERE x<=" + rows);
        }
    }

    private static String update(int id, int bytes) {
        return "UPDATE t SET v=randomblob(" + bytes + ") WHERE id=" + id;
    }

    String number() {
        return number;
    }

    String text() {
        return text;
    }

    abstract void play(Scene scene) throws Exception;
}
