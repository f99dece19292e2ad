package io.flotilla.service.config;

import static io.flotilla.service.config.Fate.LATER;
import static io.flotilla.service.config.Fate.NO_EFFECT;
import static io.flotilla.service.config.Fate.SAME;
import static io.flotilla.service.config.Plain.DURATION;
import static io.flotilla.service.config.Plain.FLAG;
import static io.flotilla.service.config.Plain.NUMBER;
import static io.flotilla.service.config.Plain.TEXT;
import static io.flotilla.service.config.Section.LEVEL;
import static io.flotilla.service.config.Section.LOGGING;
import static io.flotilla.service.config.Section.RETENTION;
import static io.flotilla.service.config.Section.SNAPSHOT;
import static io.flotilla.service.config.Section.SOCKET;
import static io.flotilla.service.config.Section.TOP;
import static io.flotilla.service.config.Section.VALIDATION;

import java.util.List;

/// The keys at the top of the file and in its small sections.
final class TopKeys {

    static final List<Key> ALL = List.of(
            new Key(
                    TOP,
                    "dbs",
                    new Kind.Repeated(Section.DATABASE),
                    SAME,
                    "",
                    "databases and directories; the same path twice is an error"),
            new Key(
                    TOP,
                    "multi-db",
                    new Kind.Nested(Section.MULTI),
                    SAME,
                    "",
                    "litestreampp's section, alone or beside `dbs`"),
            new Key(
                    TOP,
                    "state",
                    TEXT,
                    SAME,
                    "",
                    "Flotilla's own key: the directory below which it keeps what it knows, instead of "
                            + "`$XDG_STATE_HOME/flotilla`"),
            new Key(TOP, "exec", TEXT, SAME, "", "as `replicate -exec`"),
            new Key(
                    TOP,
                    "shutdown-timeout",
                    DURATION,
                    SAME,
                    "30s",
                    "how long the last sync, and before it the command of `exec`, may take after a signal"),
            new Key(TOP, "shutdown-sync-timeout", DURATION, NO_EFFECT, "", "`shutdown-timeout` is for all together"),
            new Key(TOP, "shutdown-sync-interval", DURATION, NO_EFFECT, "", "the last sync has pauses of its own"),
            new Key(
                    TOP,
                    "levels",
                    new Kind.Repeated(LEVEL),
                    SAME,
                    "30s, 5m, 1h",
                    "merged files; the first entry is level 1, and there are eight at the most"),
            new Key(
                    LEVEL,
                    "interval",
                    DURATION,
                    SAME,
                    "",
                    "how long a file of the level below waits for others at the most, to be merged with them"),
            new Key(LEVEL, "retention", DURATION, NO_EFFECT, "", "Litestream v0.5 does not know it either"),
            new Key(TOP, "snapshot", new Kind.Nested(SNAPSHOT), SAME, "", "of every database"),
            new Key(
                    SNAPSHOT,
                    "interval",
                    DURATION,
                    SAME,
                    "24h",
                    "how long a change waits until a snapshot has it; where nothing changed, none is taken"),
            new Key(
                    SNAPSHOT,
                    "retention",
                    DURATION,
                    SAME,
                    "24h",
                    "how far back every moment at which a merged file ends can be restored"),
            new Key(
                    TOP,
                    "l0-retention",
                    DURATION,
                    SAME,
                    "5m",
                    "how long files stay as they were uploaded; less than 5m is taken for 5m, and that is said"),
            new Key(
                    TOP,
                    "l0-retention-check-interval",
                    DURATION,
                    NO_EFFECT,
                    "",
                    "a database is looked at when something of it is old enough"),
            new Key(TOP, "retention", new Kind.Nested(RETENTION), SAME, "", "whether anything is removed"),
            new Key(
                    RETENTION,
                    "enabled",
                    FLAG,
                    SAME,
                    "true",
                    "with `false` nothing is removed from the target, as with `--hold`"),
            new Key(
                    TOP,
                    "verify-compaction",
                    FLAG,
                    NO_EFFECT,
                    "",
                    "a merge always proves that its files are whole and follow each other"),
            new Key(
                    TOP,
                    "validation",
                    new Kind.Nested(VALIDATION),
                    LATER,
                    "",
                    "a replica is not looked through by itself yet"),
            new Key(VALIDATION, "interval", DURATION, LATER, "", "a replica is not looked through by itself yet"),
            new Key(TOP, "logging", new Kind.Nested(LOGGING), SAME, "", "one line a thing that matters"),
            new Key(
                    LOGGING,
                    "level",
                    TEXT,
                    SAME,
                    "info",
                    "trace, debug, info, warn or error; `LOG_LEVEL` goes before it"),
            new Key(LOGGING, "type", TEXT, LATER, "text", "lines are text"),
            new Key(LOGGING, "stderr", FLAG, NO_EFFECT, "true", "the log always goes to standard error"),
            new Key(LOGGING, "source", FLAG, NO_EFFECT, "false", "a line of the log says what it is about"),
            new Key(
                    TOP,
                    "addr",
                    TEXT,
                    NO_EFFECT,
                    "",
                    "`replicate --listen` serves metrics and health, with tokens, as docs/monitoring.md says"),
            new Key(TOP, "mcp-addr", TEXT, NO_EFFECT, "", "there is no server for MCP"),
            new Key(TOP, "socket", new Kind.Nested(SOCKET), SAME, "", "the control API, as docs/api.md says"),
            new Key(SOCKET, "enabled", FLAG, SAME, "false", "whether there is one"),
            new Key(
                    SOCKET,
                    "path",
                    TEXT,
                    SAME,
                    "/var/run/litestream.sock",
                    "where; one of a process that is running is an error"),
            new Key(SOCKET, "permissions", NUMBER, SAME, "0600", "the mode of its file, in octal"),
            new Key(
                    TOP,
                    "heartbeat-url",
                    TEXT,
                    SAME,
                    "",
                    "a GET there at each interval, only while every database reached its target within it"),
            new Key(
                    TOP,
                    "heartbeat-interval",
                    DURATION,
                    SAME,
                    "5m",
                    "how long there is between two; 1m or more. What waits for longer is late"),
            new Key(
                    TOP,
                    "heartbeat-late-databases",
                    NUMBER,
                    SAME,
                    "0",
                    "Flotilla's own key: so many databases may be late, and the heartbeat goes on"),
            new Key(
                    TOP,
                    "webhook-url",
                    TEXT,
                    SAME,
                    "",
                    "Flotilla's own key: a POST there when databases come to be unprotected or protected, as "
                            + "docs/monitoring.md says"));

    private TopKeys() {}
}
