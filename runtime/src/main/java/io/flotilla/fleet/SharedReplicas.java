package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Registration;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether databases that are there at the start would share a replica. To be asked before any of them is registered:
/// a database keeps the key that it was first given.
record SharedReplicas(Catalog catalog) {

    private static final int NAMED = 3;
    private static final String WAY_OUT = "give one of them another key or root, or exclude it";

    /// Checks those that are new with each other, and with those that are known and there.
    ///
    /// @param there the ids of the known ones that were found
    /// @throws SharedReplicaException where two would share a replica; the text names both
    void refuse(List<Registration> found, BitSet there) {
        List<String> shared = new ArrayList<>();
        Map<ObjectKey, Path> owners = owners(found, shared);
        if (!owners.isEmpty()) {
            there.stream().mapToObj(id -> catalog.row(new DatabaseId(id))).forEach(row -> {
                Path newcomer = owners.get(row.replica());
                if (newcomer != null) {
                    shared.add(pair(newcomer, row.path(), row.replica()));
                }
            });
        }
        if (!shared.isEmpty()) {
            throw new SharedReplicaException(text(shared));
        }
    }

    /// Who has which replica. A database below two roots has that of the first.
    private static Map<ObjectKey, Path> owners(List<Registration> found, List<String> shared) {
        Map<ObjectKey, Path> owners = new HashMap<>();
        Set<Path> seen = new HashSet<>();
        for (Registration each : found) {
            if (seen.add(each.path())) {
                Path owner = owners.putIfAbsent(each.replica(), each.path());
                if (owner != null) {
                    shared.add(pair(each.path(), owner, each.replica()));
                }
            }
        }
        return owners;
    }

    private static String pair(Path newcomer, Path owner, ObjectKey replica) {
        return newcomer + " and " + owner + " (" + (replica.isRoot() ? "the target itself" : replica) + ")";
    }

    private static String text(List<String> shared) {
        String named = String.join("; ", shared.subList(0, Math.min(NAMED, shared.size())));
        String more = shared.size() > NAMED ? "; and " + (shared.size() - NAMED) + " more" : "";
        return "Two databases would share a replica: " + named + more + ". Nothing was replicated: " + WAY_OUT;
    }

    /// What is said of a newcomer that is refused while the others go on.
    static String text(Path newcomer, Path owner) {
        return newcomer + " would share its replica with " + owner + ": " + WAY_OUT;
    }
}
