package io.flotilla.service.config;

import static io.flotilla.service.config.Fate.NO_EFFECT;
import static io.flotilla.service.config.Fate.SAME;
import static io.flotilla.service.config.Plain.DURATION;
import static io.flotilla.service.config.Plain.FLAG;
import static io.flotilla.service.config.Plain.NUMBER;
import static io.flotilla.service.config.Plain.SIZE;
import static io.flotilla.service.config.Plain.TEXT;
import static io.flotilla.service.config.Section.DATABASE;

import java.util.List;

/// The keys of one entry of `dbs`.
final class DatabaseKeys {

    private static final String NO_CHECKPOINTS = "Flotilla never checkpoints a database: the application does";

    static final List<Key> ALL = List.of(
            new Key(
                    DATABASE,
                    "path",
                    TEXT,
                    SAME,
                    "",
                    "one database; `~` and the prefixes `sqlite://` and `sqlite3://` as there. It need not exist yet"),
            new Key(DATABASE, "dir", TEXT, SAME, "", "a directory of databases, instead of `path`"),
            new Key(DATABASE, "pattern", TEXT, SAME, "", "which names below `dir` are databases; needed with `dir`"),
            new Key(DATABASE, "recursive", FLAG, SAME, "false", "also in directories below `dir`"),
            new Key(DATABASE, "watch", FLAG, NO_EFFECT, "true", "a database that comes later is always noticed"),
            new Key(DATABASE, "replica", new Kind.Nested(Section.REPLICA), SAME, "", "where its replica is"),
            new Key(
                    DATABASE,
                    "replicas",
                    new Kind.Repeated(Section.REPLICA),
                    SAME,
                    "",
                    "the older form of `replica`, with one entry; more are an error, as there"),
            new Key(
                    DATABASE,
                    "restore-if-db-not-exists",
                    FLAG,
                    SAME,
                    "false",
                    "at the start a database that is absent is restored, where it has a replica"),
            new Key(
                    DATABASE,
                    "meta-path",
                    TEXT,
                    NO_EFFECT,
                    "",
                    "Flotilla keeps nothing beside a database; `state` says where it keeps what it knows"),
            new Key(DATABASE, "meta-dir", TEXT, NO_EFFECT, "", "the same"),
            new Key(
                    DATABASE,
                    "monitor-interval",
                    DURATION,
                    NO_EFFECT,
                    "",
                    "the kernel tells of writes, and sweeps find what it does not tell"),
            new Key(DATABASE, "checkpoint-interval", DURATION, NO_EFFECT, "", NO_CHECKPOINTS),
            new Key(DATABASE, "min-checkpoint-page-count", NUMBER, NO_EFFECT, "", NO_CHECKPOINTS),
            new Key(
                    DATABASE,
                    "max-checkpoint-page-count",
                    NUMBER,
                    NO_EFFECT,
                    "",
                    "of Litestream v0.3; " + NO_CHECKPOINTS),
            new Key(DATABASE, "truncate-page-n", NUMBER, NO_EFFECT, "", NO_CHECKPOINTS),
            new Key(
                    DATABASE,
                    "busy-timeout",
                    DURATION,
                    NO_EFFECT,
                    "",
                    "Flotilla does not open a database through SQLite, so nothing waits for its locks"),
            new Key(
                    DATABASE,
                    "max-sync-wal-bytes",
                    SIZE,
                    NO_EFFECT,
                    "",
                    "what is captured at a time has bounds of its own, on memory"),
            new Key(
                    DATABASE,
                    "snapshot",
                    new Kind.Nested(Section.SNAPSHOT),
                    SAME,
                    "",
                    "counts for every database, where `snapshot` at the top does not say it; two databases with "
                            + "different ones are an error"));

    private DatabaseKeys() {}
}
