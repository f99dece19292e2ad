package io.flotilla.service.config;

import io.flotilla.store.TargetUrl;
import java.util.Optional;

/// Where the replica of a database is, by the path of the database.
public record ConfiguredReplicas(Configuration configuration) {

    /// The replica of a database that is listed, or lies below a directory that is; absent where neither is so.
    public Optional<TargetUrl> find(String path) {
        var replicas = new ReplicaReader(configuration);
        Optional<ReplicaPlace> listed = configuration.find(path).map(replicas::place);
        return listed.isPresent() ? listed.map(place -> place.target(place.path())) : below(path, replicas);
    }

    private Optional<TargetUrl> below(String path, ReplicaReader replicas) {
        return configuration.databases().stream()
                .filter(entry -> entry.isDirectory() && path.startsWith(entry.path() + "/"))
                .findFirst()
                .map(entry -> {
                    ReplicaPlace place = replicas.place(entry);
                    return place.target(
                            place.path() + path.substring(entry.path().length()));
                });
    }
}
