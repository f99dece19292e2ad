package io.flotilla.service.config;

import static io.flotilla.service.config.Fate.NO_EFFECT;
import static io.flotilla.service.config.Fate.SAME;
import static io.flotilla.service.config.Plain.DURATION;
import static io.flotilla.service.config.Plain.FLAG;
import static io.flotilla.service.config.Plain.NUMBER;
import static io.flotilla.service.config.Plain.TEXT;
import static io.flotilla.service.config.Section.MULTI;
import static io.flotilla.service.config.Section.PROMOTION;

import java.util.List;

/// The keys of `multi-db`, litestreampp's section for many databases.
final class MultiKeys {

    static final List<Key> ALL = List.of(
            new Key(MULTI, "enabled", FLAG, SAME, "false", "without it the section is not used"),
            new Key(
                    MULTI,
                    "patterns",
                    new Kind.Texts(),
                    SAME,
                    "",
                    "absolute globs; also `**`, and `{name}` for a part of one name"),
            new Key(
                    MULTI,
                    "replica-template",
                    new Kind.Nested(Section.TEMPLATE),
                    SAME,
                    "",
                    "the keys of a replica; `path` or the path of `url` has names in braces: `{{project}}`, "
                            + "`{{database}}`, `{{branch}}`, `{{tenant}}`, `{{filename}}`, and those of docs/operate.md"),
            new Key(MULTI, "max-hot-databases", NUMBER, SAME, "1000", "how many may be hot at a time"),
            new Key(
                    MULTI,
                    "scan-interval",
                    DURATION,
                    NO_EFFECT,
                    "",
                    "the kernel tells of what comes, and sweeps follow one another at a pace of their own"),
            new Key(
                    MULTI,
                    "cold-sync-interval",
                    DURATION,
                    NO_EFFECT,
                    "",
                    "the first write of a cold database is captured as soon as that of a hot one"),
            new Key(
                    MULTI,
                    "cold-sync-mode",
                    TEXT,
                    NO_EFFECT,
                    "",
                    "cold databases are always captured: `none` would have lost what is written to them"),
            new Key(MULTI, "hot-promotion", new Kind.Nested(PROMOTION), SAME, "", "when a database becomes hot"),
            new Key(
                    PROMOTION,
                    "recent-modify-threshold",
                    DURATION,
                    SAME,
                    "",
                    "hot after a write within this time, and until three times as long was quiet"),
            new Key(
                    PROMOTION,
                    "access-count-threshold",
                    NUMBER,
                    NO_EFFECT,
                    "",
                    "a database becomes hot with its first write"));

    private MultiKeys() {}
}
