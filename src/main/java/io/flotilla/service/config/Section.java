package io.flotilla.service.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A place in the file with keys of its own, which [KnownKeys] lists.
enum Section {
    TOP("at the top"),
    SOCKET("socket"),
    LEVEL("levels[]"),
    SNAPSHOT("snapshot"),
    VALIDATION("validation"),
    RETENTION("retention"),
    LOGGING("logging"),
    DATABASE("dbs[]"),
    REPLICA("dbs[].replica, and its settings at the top"),
    AGE("age"),
    MULTI("multi-db"),
    TEMPLATE("multi-db.replica-template"),
    PROMOTION("multi-db.hot-promotion");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    /// How people find it.
    String title() {
        return title;
    }

    /// The key with this name; absent where it is unknown here.
    Optional<Key> find(String name) {
        return Optional.ofNullable(known().get(name));
    }

    /// The names that are known here.
    Collection<String> names() {
        return known().keySet();
    }

    /// The keys that are listed for it.
    List<Key> keys() {
        return KnownKeys.ALL.stream().filter(key -> key.section() == this).toList();
    }

    private Map<String, Key> known() {
        return KnownKeys.OF_SECTION.getOrDefault(this, Map.of());
    }
}
