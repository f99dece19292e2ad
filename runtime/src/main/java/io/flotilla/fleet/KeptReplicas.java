package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.discovery.RootKeys;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which databases keep a replica whose key is not the one that they would be given now. Those to which a link leads
/// out of the roots are not looked at.
record KeptReplicas(Catalog catalog, List<RootKeys> roots) {

    /// What is to be said of each root that has such databases.
    Map<Path, String> doubts() {
        Map<Path, Kept> kept = new HashMap<>();
        catalog.forEach(row -> look(row, kept));
        Map<Path, String> doubts = new HashMap<>();
        kept.forEach((root, some) -> doubts.put(root, some.text()));
        return doubts;
    }

    private void look(DatabaseRow row, Map<Path, Kept> kept) {
        Optional<Kept> other = Optional.empty();
        for (RootKeys root : roots) {
            Optional<ObjectKey> now = root.key(row.path());
            if (now.isPresent() && now.get().equals(row.replica())) {
                return;
            }
            if (now.isPresent() && other.isEmpty()) {
                other = Optional.of(new Kept(root.root().directory(), row, now.get(), 1));
            }
        }
        other.ifPresent(one -> kept.merge(one.root, one, (first, next) -> first.andOneMore()));
    }

    /// @param example one of the databases
    /// @param now the key that it would be given now
    private record Kept(Path root, DatabaseRow example, ObjectKey now, int count) {

        Kept andOneMore() {
            return new Kept(root, example, now, count + 1);
        }

        String text() {
            return count + (count == 1 ? " database keeps its replica" : " databases keep their replicas")
                    + ", although new ones are given keys in another way, for example " + example.path() + ": '"
                    + example.replica() + "', and not '" + now
                    + "'. To begin anew under the new keys, start with another state directory";
        }
    }
}
