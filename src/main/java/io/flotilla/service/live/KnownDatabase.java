package io.flotilla.service.live;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.fleet.Requests;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A database, and the fleet that has it. As safe for several threads as the fleet.
public record KnownDatabase(Running fleet, DatabaseId id) {

    /// The database with this absolute path, in the first of these fleets that has it.
    public static Optional<KnownDatabase> find(List<Running> fleets, Path path) {
        for (Running fleet : fleets) {
            Optional<DatabaseId> id = fleet.catalog().find(path);
            if (id.isPresent()) {
                return Optional.of(new KnownDatabase(fleet, id.get()));
            }
        }
        return Optional.empty();
    }

    /// What is known of it at this moment.
    public DatabaseRow row() {
        return fleet.catalog().row(id);
    }

    /// What can be asked for it.
    public Requests requests() {
        return fleet.fleet().requests();
    }

    /// Whether somebody paused it.
    public boolean isPaused() {
        return requests().paused().contains(id);
    }
}
