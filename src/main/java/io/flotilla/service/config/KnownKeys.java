package io.flotilla.service.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every key there is. The reader, `config show`, `config migrate` and the table in docs/migrate.md are made of this.
final class KnownKeys {

    /// In the order of the documentation.
    static final List<Key> ALL = Stream.of(TopKeys.ALL, DatabaseKeys.ALL, ReplicaKeys.ALL, MultiKeys.ALL)
            .flatMap(List::stream)
            .toList();

    /// Names whose values are shown to nobody.
    static final Set<String> SECRETS = Set.of(
            "access-key-id",
            "secret-access-key",
            "sse-customer-key",
            "account-key",
            "sas-token",
            "password",
            "webdav-password",
            "jwt",
            "seed",
            "nkey",
            "token",
            "heartbeat-url",
            "webhook-url");

    /// What a single replica says for itself; everything else of it may stand at the top for all.
    static final Set<String> OF_ONE_REPLICA = Set.of("type", "name", "path", "url");

    /// By section, then by name. The settings of replicas are keys of the top as well, all keys of a replica those of
    /// the template.
    static final Map<Section, Map<String, Key>> OF_SECTION = bySection();

    private KnownKeys() {}

    private static Map<Section, Map<String, Key>> bySection() {
        Map<Section, Map<String, Key>> all = ALL.stream()
                .collect(Collectors.groupingBy(
                        Key::section,
                        Collectors.toMap(Key::name, key -> key, (one, other) -> one, LinkedHashMap::new)));
        Map<String, Key> replica = all.getOrDefault(Section.REPLICA, Map.of());
        Map<String, Key> top = all.computeIfAbsent(Section.TOP, none -> new LinkedHashMap<>());
        Map<String, Key> template = all.computeIfAbsent(Section.TEMPLATE, none -> new LinkedHashMap<>());
        replica.forEach((name, key) -> {
            template.putIfAbsent(name, key);
            if (!OF_ONE_REPLICA.contains(name)) {
                top.putIfAbsent(name, key);
            }
        });
        return all;
    }
}
